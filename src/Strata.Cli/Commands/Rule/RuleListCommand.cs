using System.CommandLine;
using Strata.Cli.Terminal;
using Strata.Rendering;

namespace Strata.Cli.Commands.Rule;

/// <summary><c>strata rule list</c>: all rules.</summary>
internal static class RuleListCommand
{
    public static Command Create()
    {
        var format = SharedOptions.Format(OutputFormat.OfPage);
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("list", "List every rule with its code, layer and defect.", "strata rule list", "strata rule list --format json")
        {
            format, noColour,
        };
        command.SetAction(parsed =>
        {
            StandardOutput.Write(parsed.GetValue(format) is OutputFormat.Json
                ? RuleJson.Render(Rules.All) + "\n"
                : ReportPrinter.Render(RulePages.List(Rules.All), parsed.GetValue(format)!, parsed.GetValue(noColour)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
