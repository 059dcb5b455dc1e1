using System.CommandLine;
using System.Globalization;
using System.Text;
using Strata.Cli.Terminal;
using Strata.Linux.Bundles;
using Strata.Machine;
using Strata.Rendering;
using Strata.Snapshots;

namespace Strata.Cli.Commands.Capture;

/// <summary><c>strata capture</c>: writes what doctor would read into one bundle.</summary>
internal static class CaptureCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "Bundle to write; - is standard output.", HelpName = "FILE", Required = true };
        var root = new Option<string?>("--root") { Description = "Capture a machine whose root file system is mounted at DIR.", HelpName = "DIR" };
        var redact = new Option<string>("--redact") { Description = "default removes names, addresses, serial numbers and secrets; none keeps everything.", HelpName = "LEVEL", DefaultValueFactory = _ => Recorder.Redacted };
        redact.AcceptOnlyFromAmong(Recorder.Redacted, Recorder.Raw);
        var command = new ExampledCommand("capture", "Write what doctor reads into one bundle, to be judged on another machine.",
            "sudo strata capture -o node7.strata", "strata doctor --from node7.strata")
        {
            output, root, redact,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(output), parsed.GetValue(root), parsed.GetValue(redact)!));
        return command;
    }

    private static int Run(string output, string? root, string level)
    {
        Recorder.Check("--output", output);
        if (output == Recorder.StandardOutput && !Console.IsOutputRedirected)
        {
            throw new UsageException("a bundle is not for a terminal; name a file");
        }
        CapturedMachine captured;
        using (ProgressLine.Start("reading " + (root ?? "this machine")))
        using (var source = Sources.Open(from: null, root))
        {
            var recorder = new RecordingMachine(source.Machine);
            Snapshotter.Take(recorder);
            CaptureExtras.Ask(recorder);
            captured = recorder.Captured;
        }
        var removed = Recorder.Write(output, captured, level);
        var summary = new StringBuilder();
        summary.Append(CultureInfo.InvariantCulture, $"{(output == Recorder.StandardOutput ? "standard output" : PlainText.Clean(output))}: {captured.Items.Length} answers\n");
        foreach (var item in removed)
        {
            summary.Append(CultureInfo.InvariantCulture, $"  removed {item.Kind}: {item.Count}\n");
        }
        (output == Recorder.StandardOutput ? (Action<string>)StandardError.Write : StandardOutput.Write)(summary.ToString());
        return ExitCodes.Ok;
    }
}
