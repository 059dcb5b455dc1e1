using System.CommandLine;
using Strata.Cli.Terminal;
using Strata.Rendering;

namespace Strata.Cli.Commands.Gpu;

/// <summary><c>strata gpu list</c>: a line for each GPU.</summary>
internal static class GpuListCommand
{
    public static Command Create()
    {
        var library = SharedOptions.Library();
        var demo = SharedOptions.Demo();
        var format = SharedOptions.Format(OutputFormat.OfPage);
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("list", "List the GPUs with use, memory, power and temperature.", "strata gpu list", "strata gpu list --format json")
        {
            library, demo, format, noColour,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var asked = GpuLibrary.Of(parsed, library, demo);
            var (driver, gpus) = await GpuReading.ReadAsync(asked, withDetails: false).ConfigureAwait(false);
            return GpuReading.Print(
                gpus, parsed.GetValue(format) == OutputFormat.Json
                    ? GpuJson.Render(new GpuList(driver, [.. gpus], IsDemo: asked.IsDemo)) + "\n"
                    : ReportPrinter.Render(GpuPages.List(driver, gpus, asked.IsDemo), parsed.GetValue(format)!, parsed.GetValue(noColour)));
        });
        return command;
    }
}
