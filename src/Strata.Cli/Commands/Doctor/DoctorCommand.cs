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
        var layer = new Option<string[]>("--layer") { Description = "Report only this layer; may be repeated, or several with commas.", HelpName = "NAME", Arity = ArgumentArity.OneOrMore };
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
        var layers = names.SelectMany(name => name.Split(',')).Select(ParseLayer).ToHashSet();
        if (record is not null)
        {
            Recorder.Check("--record", record);
            if (record == Recorder.StandardOutput)
            {
                throw new UsageException("--record -: standard output carries the report; name a file, or use strata capture");
            }
        }
        var (report, recorded) = Read(from, root, isRecorded: record is not null);
        var code = ReportPrinter.Print(layers.Count == 0 ? report : ReportFilter.Only(report, layers), format, noColour);
        if (record is not null && recorded is not null)
        {
            Recorder.Write(record, recorded, Recorder.Redacted);
        }
        return code;
    }

    private static (Report Report, CapturedMachine? Recorded) Read(string? from, string? root, bool isRecorded)
    {
        using var progress = ProgressLine.Start("reading " + (from ?? root ?? "this machine"));
        using var source = Sources.Open(from, root);
        if (!isRecorded)
        {
            return (Reading.Judge(source, source.Machine), null);
        }
        var recorder = new RecordingMachine(source.Machine);
        return (Reading.Judge(source, recorder), recorder.Captured);
    }

    private static Layer ParseLayer(string name)
    {
        foreach (var layer in Enum.GetValues<Layer>())
        {
            if (string.Equals(layer.ToString(), name.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return layer;
            }
        }
        throw new UsageException($"--layer {name}: not one of {string.Join(", ", Enum.GetNames<Layer>()).ToLowerInvariant()}");
    }
}
