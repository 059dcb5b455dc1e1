using System.CommandLine;
using System.CommandLine.Invocation;

namespace Strata.Cli.Commands;

/// <summary>Prints name and version.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"strata {Product.Version}");
        return ExitCodes.Ok;
    }
}
