using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Strata.Cli.Commands;

/// <summary>Prints help, then the examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly string[] OfRoot = ["strata doctor", "dmesg | strata explain", "strata doctor --from nvidia-bug-report.log.gz"];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = 80;
        help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command is ExampledCommand command ? command.Examples : OfRoot;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine("  " + example);
        }
        output.WriteLine();
        return ExitCodes.Ok;
    }
}
