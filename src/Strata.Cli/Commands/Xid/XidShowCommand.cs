using System.CommandLine;
using System.Text.RegularExpressions;
using Strata.Cli.Terminal;
using Strata.Layers.Driver.Xid;
using Strata.Rendering;

namespace Strata.Cli.Commands.Xid;

/// <summary><c>strata xid show</c>: the page of one code.</summary>
internal static partial class XidShowCommand
{
    public static Command Create()
    {
        var code = new Argument<string>("CODE") { Description = "Number of an Xid (79) or of an SXid (S12028)." };
        var format = SharedOptions.Format(OutputFormat.OfPage);
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("show", "Show what an Xid or SXid means and what to do, offline.", "strata xid show 79", "strata xid show S12028")
        {
            code, format, noColour,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(code), parsed.GetValue(format)!, parsed.GetValue(noColour)));
        return command;
    }

    private static int Run(string text, string format, bool noColour)
    {
        if (Form().Match(text) is not { Success: true } form)
        {
            throw new UsageException($"{text}: not a code; an Xid is a number (79), an SXid has an S before it (S12028)");
        }
        var code = (form.Groups["switch"].Success ? "S" : "") + form.Groups["number"].Value;
        var entry = XidCatalogue.Find(code);
        StandardOutput.Write(format == OutputFormat.Json
            ? XidJson.Render(code, entry) + "\n"
            : ReportPrinter.Render(entry is null ? XidPages.Unlisted(code) : XidPages.Show(entry), format, noColour));
        return entry is null ? ExitCodes.Unknown : ExitCodes.Ok;
    }

    [GeneratedRegex(@"^(?:(?<switch>S(?:Xid)?)|Xid)? ?0*(?<number>\d{1,6})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
