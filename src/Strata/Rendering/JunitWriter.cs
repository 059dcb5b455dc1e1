using System.Globalization;
using System.Net;
using System.Text;
using Strata.Judging;
using Strata.Machine;

namespace Strata.Rendering;

/// <summary>
/// Writes a report as JUnit XML: one suite per layer, one case per rule. A fault is a failure; a rule that could not
/// decide, and a layer of which too little was read, are skipped cases.
/// </summary>
public static class JunitWriter
{
    /// <summary>Renders the report over the rules that were asked.</summary>
    public static string Render(Report report, IEnumerable<RuleInfo> rules)
    {
        var byLayer = rules.OrderBy(rule => rule.Code).ToLookup(rule => rule.Code.Layer);
        var suites = report.Layers.Select(layer => new Suite(layer, [.. byLayer[layer.Layer].Select(rule => CaseOf(rule, report)).Prepend(CaseOf(layer))])).ToList();
        var xml = new StringBuilder();
        xml.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .Append(CultureInfo.InvariantCulture, $"<testsuites name=\"strata\" tests=\"{suites.Sum(suite => suite.Cases.Count)}\" failures=\"{suites.Sum(suite => suite.Failures)}\" errors=\"0\" skipped=\"{suites.Sum(suite => suite.Skipped)}\">\n");
        foreach (var suite in suites)
        {
            Write(xml, suite);
        }
        return xml.Append("</testsuites>\n").ToString();
    }

    private static void Write(StringBuilder xml, Suite suite)
    {
        var name = Names.Of(suite.Layer.Layer);
        xml.Append(CultureInfo.InvariantCulture, $"  <testsuite name=\"{name}\" tests=\"{suite.Cases.Count}\" failures=\"{suite.Failures}\" errors=\"0\" skipped=\"{suite.Skipped}\">\n");
        foreach (var item in suite.Cases)
        {
            xml.Append(CultureInfo.InvariantCulture, $"    <testcase classname=\"strata.{name}\" name=\"{Encode(item.Name)}\"");
            if (item.Outcome == Outcome.Pass && item.Text.Length == 0)
            {
                xml.Append("/>\n");
                continue;
            }
            xml.Append(">\n").Append(item.Outcome switch
            {
                Outcome.Failure => $"      <failure message=\"{Encode(item.Message)}\" type=\"fault\">{Encode(item.Text)}</failure>\n",
                Outcome.Skip => $"      <skipped message=\"{Encode(item.Message)}\"/>\n",
                _ => $"      <system-out>{Encode(item.Text)}</system-out>\n",
            }).Append("    </testcase>\n");
        }
        xml.Append("  </testsuite>\n");
    }

    private static Case CaseOf(LayerReport layer) => layer.Status == Status.Unknown
        ? new Case("enough was read", Outcome.Skip, PlainText.Clean(layer.Summary), "")
        : new Case("enough was read", Outcome.Pass, "", "");

    private static Case CaseOf(RuleInfo rule, Report report)
    {
        var name = $"{rule.Code} {rule.Slug}";
        var found = report.Findings.Where(item => item.Finding.Rule.Code == rule.Code).Select(item => item.Finding).ToList();
        if (found.Find(finding => finding.State == State.Fault) is { } fault)
        {
            return new Case(name, Outcome.Failure, PlainText.Clean(fault.Title), Text(found));
        }
        if (found.Count > 0)
        {
            return new Case(name, Outcome.Pass, "", Text(found));
        }
        var undecided = report.Undecided.FirstOrDefault(item => item.Rule.Code == rule.Code);
        return undecided is null ? new Case(name, Outcome.Pass, "", "") : new Case(name, Outcome.Skip, PlainText.Clean(undecided.Why), "");
    }

    private static string Text(List<Finding> findings)
    {
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Names.Of(finding.State)}: {PlainText.Clean(finding.Title)}\n{PlainText.CleanProse(finding.Why)}\n");
            foreach (var source in finding.Evidence)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Where(source)}  {PlainText.Clean(source.Text ?? "")}\n");
            }
            foreach (var fix in finding.Fixes)
            {
                text.Append(CultureInfo.InvariantCulture, $"fix: {PlainText.CleanProse(fix.Text)}\n");
                text.Append(fix.Command is { IsDefaultOrEmpty: false } command ? ShellWords.Join(command) + "\n" : "");
            }
        }
        return text.ToString();
    }

    private static string Where(Source source) => PlainText.Clean(source.Line is { } line ? $"{source.Name}:{line}" : source.Name);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private enum Outcome
    {
        Pass,
        Failure,
        Skip,
    }

    private sealed record Case(string Name, Outcome Outcome, string Message, string Text);

    private sealed record Suite(LayerReport Layer, List<Case> Cases)
    {
        public int Failures => Cases.Count(item => item.Outcome == Outcome.Failure);

        public int Skipped => Cases.Count(item => item.Outcome == Outcome.Skip);
    }
}
