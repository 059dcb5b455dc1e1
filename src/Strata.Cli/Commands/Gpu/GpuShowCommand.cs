using System.CommandLine;
using Strata.Cli.Terminal;
using Strata.Layers.Bus;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Cli.Commands.Gpu;

/// <summary><c>strata gpu show</c>: everything about one GPU.</summary>
internal static class GpuShowCommand
{
    public static Command Create()
    {
        var selector = new Argument<string>("GPU") { Description = "Its index, its UUID or the start of it, or its PCI address." };
        var library = SharedOptions.Library();
        var demo = SharedOptions.Demo();
        var format = SharedOptions.Format(OutputFormat.OfPage);
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("show", "Show what the driver tells about one GPU.", "strata gpu show 0", "strata gpu show 0000:65:00.0")
        {
            selector, library, demo, format, noColour,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var asked = GpuLibrary.Of(parsed, library, demo);
            var (driver, gpus) = await GpuReading.ReadAsync(asked, withDetails: true).ConfigureAwait(false);
            var gpu = Select(parsed.GetRequiredValue(selector), gpus);
            return GpuReading.Print(
                [gpu], parsed.GetValue(format) == OutputFormat.Json
                    ? GpuJson.Render(new GpuList(driver, [gpu], IsDemo: asked.IsDemo)) + "\n"
                    : ReportPrinter.Render(GpuPages.Show(gpu, asked.IsDemo), parsed.GetValue(format)!, parsed.GetValue(noColour)));
        });
        return command;
    }

    private static GpuStatus Select(string selector, IReadOnlyList<GpuStatus> gpus)
    {
        var chosen = gpus.Where(gpu => IsMeant(selector, gpu)).ToList();
        return chosen.Count switch
        {
            1 => chosen[0],
            0 => throw new UsageException($"{selector}: no such GPU; there are {gpus.Count}: see strata gpu list"),
            _ => throw new UsageException($"{selector}: means {chosen.Count} GPUs; give more of the UUID"),
        };
    }

    private static bool IsMeant(string selector, GpuStatus gpu) =>
        (int.TryParse(selector, out var index) && index == gpu.Index)
        || (PciAddress.TryParse(selector, out var address) && address == gpu.Identity?.Address)
        || (selector.StartsWith("GPU-", StringComparison.Ordinal) && gpu.Identity?.Uuid.StartsWith(selector, StringComparison.Ordinal) == true);
}
