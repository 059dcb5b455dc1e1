using System.CommandLine;
using Strata.Cli.Terminal;
using Strata.Rendering;

namespace Strata.Cli.Commands.Rule;

/// <summary><c>strata rule show</c>: the page of one rule.</summary>
internal static class RuleShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("RULE") { Description = "Code (ST2010) or defect (nouveau-bound-to-gpu)." };
        var format = SharedOptions.Format(OutputFormat.OfPage);
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("show", "Show what a rule looks for, why it matters, what it explains.",
            "strata rule show ST3001", "strata rule show nouveau-bound-to-gpu")
        {
            name, format, noColour,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(name), parsed.GetValue(format)!, parsed.GetValue(noColour)));
        return command;
    }

    private static int Run(string name, string format, bool noColour)
    {
        var rule = Rules.All.FirstOrDefault(rule => Is(rule, name)) ?? throw new UsageException($"{name}: no such rule{Nearest(name)}");
        StandardOutput.Write(format == OutputFormat.Json
            ? RuleJson.Render([rule]) + "\n"
            : ReportPrinter.Render(RulePages.Show(rule, Rules.All), format, noColour));
        return ExitCodes.Ok;
    }

    private static bool Is(Judging.Rule rule, string name) =>
        string.Equals(rule.Info.Slug, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(rule.Info.Code.ToString(), name, StringComparison.OrdinalIgnoreCase);

    private static string Nearest(string name)
    {
        var near = Rules.All.Select(rule => rule.Info.Slug).Where(slug => slug.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(3).ToList();
        return near.Count > 0 ? $"; did you mean {string.Join(", ", near)}?" : "; see: strata rule list";
    }
}
