using System.Collections.Immutable;
using System.Text.Json;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;

namespace Strata.Rendering;

/// <summary>
/// Writes a report as SARIF 2.1.0. Findings are results of kind <c>fail</c> (<c>informational</c> when they are notes or
/// history), rules that could not decide are of kind <c>open</c>.
/// </summary>
public static class SarifWriter
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>Renders the report.</summary>
    public static string Render(Report report, string version)
    {
        var rules = report.Findings.Select(item => item.Finding.Rule)
            .Concat(report.History.Select(finding => finding.Rule))
            .Concat(report.Undecided.Select(item => item.Rule))
            .DistinctBy(rule => rule.Code)
            .OrderBy(rule => rule.Code)
            .ToImmutableArray();
        var index = rules.Select((rule, i) => (rule.Code, i)).ToDictionary(pair => pair.Code, pair => pair.i);
        var results = report.Findings.Select(item => ResultOf(item, report, index))
            .Concat(report.History.Select(finding => ResultOf(new PlacedFinding(finding, null, []), report, index)))
            .Concat(report.Undecided.Select(item => ResultOf(item, index)));
        var driver = new SarifDriver("strata", version, version, [.. rules.Select(rule => RuleOf(rule, report))]);
        var log = new SarifLog(Schema, "2.1.0", [new SarifRun(new SarifTool(driver), [.. results], "unicodeCodePoints")]);
        return JsonSerializer.Serialize(log, SarifContext.Default.SarifLog) + "\n";
    }

    private static SarifRule RuleOf(RuleInfo rule, Report report)
    {
        var fixes = report.Findings.FirstOrDefault(item => item.Finding.Rule.Code == rule.Code)?.Finding.Fixes ?? [];
        var help = fixes.IsEmpty ? rule.Why : $"{rule.Why} Fix: {string.Join(" Then: ", fixes.Select(FixText))}";
        return new SarifRule(
            rule.Code.ToString(), rule.Slug, new SarifMessage(PlainText.Clean(rule.Title)), new SarifMessage(PlainText.CleanProse(rule.Why)),
            new SarifMessage(PlainText.CleanProse(help)), new SarifRuleProperties([Names.Of(rule.Code.Layer)]));
    }

    private static SarifResult ResultOf(PlacedFinding placed, Report report, Dictionary<RuleCode, int> index)
    {
        var finding = placed.Finding;
        var informational = finding.State == State.Info || finding.Era != Era.Current;
        var level = informational ? "none" : finding.State == State.Fault ? "error" : "warning";
        return new SarifResult(
            finding.Rule.Code.ToString(), index[finding.Rule.Code], informational ? "informational" : "fail", level,
            new SarifMessage($"{PlainText.Clean(finding.Title)}. {PlainText.CleanProse(finding.Why)}"),
            [.. finding.Evidence.Select(source => LocationOf(source, report.Origin))],
            new SarifResultProperties(
                PlainText.CleanOrNull(finding.Subject), Names.Of(finding.Confidence), Names.Of(finding.Repair),
                placed.ExplainedBy?.Rule.Code.ToString(), RootCause: placed.ExplainedBy is null && finding.Era == Era.Current,
                [.. finding.Fixes.Select(FixText)]));
    }

    private static SarifResult ResultOf(Undecided item, Dictionary<RuleCode, int> index) => new(
        item.Rule.Code.ToString(), index[item.Rule.Code], "open", "none",
        new SarifMessage(PlainText.Clean($"Could not be checked: {item.Why}")), [], new SarifResultProperties(null, null, null, null, RootCause: false, []));

    // A line number counts in the input, where the input is one text; otherwise in the file that the evidence names.
    private static SarifLocation LocationOf(Source source, Origin origin)
    {
        var name = PlainText.Clean(source.Name);
        var inInput = !origin.IsBundle && origin.Kind is OriginKind.Text or OriginKind.BugReport && source.Line is not null;
        var file = inInput ? (origin.Name == "-" ? "stdin" : PlainText.Clean(origin.Name)) : name;
        var region = source.Line is { } line and > 0
            ? new SarifRegion(line, source.Text is null ? null : new SarifMessage(PlainText.Clean(source.Text)))
            : null;
        return new SarifLocation(new SarifPhysicalLocation(new SarifArtifactLocation(UriOf(file)), region), [new SarifLogicalLocation(name)]);
    }

    private static string UriOf(string name)
    {
        var path = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
        return name.StartsWith('/') ? "file://" + path : path;
    }

    private static string FixText(PlanAction action) => action.Command is { IsDefaultOrEmpty: false } command
        ? $"{PlainText.CleanProse(action.Text)}: {ShellWords.Join(command)}"
        : PlainText.CleanProse(action.Text);
}
