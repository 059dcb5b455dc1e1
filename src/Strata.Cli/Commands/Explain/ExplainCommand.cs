using System.CommandLine;
using Strata.Cli.Terminal;
using Strata.Judging;

namespace Strata.Cli.Commands.Explain;

/// <summary><c>strata explain</c>: judges pasted text.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Logs and tool output in any mixture; - or nothing is standard input.", Arity = ArgumentArity.ZeroOrMore };
        files.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.Length > 1 && token.Value[0] == '-') is { } option)
            {
                result.AddError($"{option.Value}: no such option");
            }
        });
        var format = SharedOptions.Format(OutputFormat.OfReport);
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("explain", "Explain a pasted log: dmesg, journal, nvidia-smi, dkms, apt, docker, kubectl, vLLM ...",
            "strata explain trouble.txt", "journalctl -k -b | strata explain", "docker run --gpus all IMAGE 2>&1 | strata explain -")
        {
            files, format, noColour,
        };
        command.SetAction(parsed => Run(parsed.GetValue(files) ?? [], parsed.GetValue(format)!, parsed.GetValue(noColour)));
        return command;
    }

    private static int Run(string[] files, string format, bool noColour)
    {
        if (files.Length == 0 && !Console.IsInputRedirected)
        {
            throw new UsageException("nothing to explain; name a file or pipe a log: dmesg | strata explain");
        }
        return ReportPrinter.Print(Read(files.Length == 0 ? ["-"] : files), format, noColour);
    }

    private static Report Read(string[] files)
    {
        using var progress = ProgressLine.Start("reading " + string.Join(", ", files));
        using var source = Sources.OpenTexts(files);
        return Reading.Judge(source, source.Machine);
    }
}
