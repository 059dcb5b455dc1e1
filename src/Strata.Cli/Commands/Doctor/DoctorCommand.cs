using System.CommandLine;
using Strata.Cli.Terminal;
using Strata.Judging;
using Strata.Machine;

namespace Strata.Cli.Commands.Doctor;

/// <summary><c>strata doctor</c>: reads every layer, judges, prints verdict, evidence and fix.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "Read a capture bundle, an nvidia-bug-report.log, a directory tree or a text instead of this machine; - is standard input.", HelpName = "PATH" };
        var root = new Option<string?>("--root") { Description = "Read a machine whose root file system is mounted at DIR.", HelpName = "DIR" };
        var layer = new Option<string[]>("--layer") { Description = "Report only this layer; may be repeated.", HelpName = "NAME", Arity = ArgumentArity.OneOrMore };
        var record = new Option<string?>("--record") { Description = "Also write what was read as a bundle, redacted as capture does.", HelpName = "FILE" };
        var format = SharedOptions.Format(OutputFormat.OfReport);
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("doctor", "Read every layer of this machine, name the one that broke, show the fix.",
            "strata doctor", "strata doctor --from nvidia-bug-report.log.gz", "strata doctor --root /mnt", "strata doctor --format json | jq .verdict")
        {
            from, root, layer, record, format, noColour,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(from), parsed.GetValue(root), parsed.GetValue(layer) ?? [], parsed.GetValue(record), parsed.GetValue(format)!, parsed.GetValue(noColour)));
        return command;
    }

    private static int Run(string? from, string? root, string[] names, string? record, string format, bool noColour)
    {
        if (from is not null && root is not null)
        {
            throw new UsageException("--from and --root cannot be used together");
        }
        var layers = names.Select(ParseLayer).ToHashSet();
        var report = Read(from, root, record);
        return ReportPrinter.Print(layers.Count == 0 ? report : ReportFilter.Only(report, layers), format, noColour);
    }

    private static Report Read(string? from, string? root, string? record)
    {
        using var progress = ProgressLine.Start("reading " + (from ?? root ?? "this machine"));
        using var source = Sources.Open(from, root);
        if (record is null)
        {
            return Reading.Judge(source, source.Machine);
        }
        var recorder = new RecordingMachine(source.Machine);
        var report = Reading.Judge(source, recorder);
        Recorder.Write(record, recorder.Captured, Recorder.Redacted);
        return report;
    }

    private static Layer ParseLayer(string name) =>
        !int.TryParse(name, out _) && Enum.TryParse<Layer>(name, ignoreCase: true, out var layer)
            ? layer
            : throw new UsageException($"--layer {name}: not one of {string.Join(", ", Enum.GetNames<Layer>()).ToLowerInvariant()}");
}
