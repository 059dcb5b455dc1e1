using System.CommandLine;

namespace Strata.Cli.Commands.Xid;

/// <summary><c>strata xid</c>: the catalogue of Xids and SXids.</summary>
internal static class XidCommand
{
    public static Command Create() => new ExampledCommand("xid", "The catalogue of Xid and SXid codes.", "strata xid show 79")
    {
        XidShowCommand.Create(),
    };
}
