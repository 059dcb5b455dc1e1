using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Strata.Judging;
using Strata.Rendering;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class ReportFormatsTests
{
    private static readonly RuleInfo[] AllRules = [SampleReports.ModuleMissing, SampleReports.CannotTalk, SampleReports.PersistenceOff, SampleReports.CdiStale];

    [Fact]
    public void Markdown_is_as_approved() => Golden.Check("fault.md.txt", MarkdownWriter.Render(ReportDocumentBuilder.Build(SampleReports.Fault())));

    [Fact]
    public void Html_is_as_approved() => Golden.Check("fault.html.txt", HtmlWriter.Render(ReportDocumentBuilder.Build(SampleReports.Fault())));

    [Fact]
    public void Sarif_is_as_approved() => Golden.Check("fault.sarif.txt", SarifWriter.Render(SampleReports.Fault(), "1.2.3"));

    [Fact]
    public void Junit_is_as_approved() => Golden.Check("fault.junit.txt", JunitWriter.Render(SampleReports.Fault(), AllRules));

    [Fact]
    public void Nagios_is_one_line_per_verdict()
    {
        Assert.Equal(
            "STRATA CRITICAL - No nvidia module exists for the running kernel 6.8.0-48-generic (kernel) | faults=1 warnings=1\n",
            NagiosWriter.Render(SampleReports.Fault()));
        Assert.Equal("STRATA WARNING - Persistence is off (driver) | faults=0 warnings=1\n", NagiosWriter.Render(SampleReports.Warning()));
        Assert.Equal("STRATA OK - driver 535.113.01, 3 GPUs, nothing wrong found | faults=0 warnings=0\n", NagiosWriter.Render(SampleReports.Ok()));
        Assert.StartsWith("STRATA UNKNOWN - cannot tell: ", NagiosWriter.Render(SampleReports.Unknown()), StringComparison.Ordinal);
        var hostile = NagiosWriter.Render(SampleReports.HostileEverywhere());
        Assert.Single(hostile, character => character == '|');
        Assert.Equal(hostile.Length - 1, hostile.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Hostile_text_stays_text_in_every_format()
    {
        var report = SampleReports.HostileEverywhere();
        var document = ReportDocumentBuilder.Build(report);
        var html = HtmlWriter.Render(document);
        var markdown = MarkdownWriter.Render(document);
        var junit = JunitWriter.Render(report, [report.Findings[0].Finding.Rule]);
        var sarif = SarifWriter.Render(report, "1");
        var json = ReportJson.Render(report, "1");
        foreach (var text in new[] { html, markdown, junit, sarif, json, NagiosWriter.Render(report) })
        {
            Assert.DoesNotContain(text.EnumerateRunes(), rune => rune.Value is not '\n' && PlainText.IsUnsafe(rune));
        }
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\n<script", markdown, StringComparison.OrdinalIgnoreCase);
        Assert.Single(XDocument.Parse(junit).Descendants("failure"));
        using (JsonDocument.Parse(sarif))
        using (JsonDocument.Parse(json))
        {
        }
    }

    [Fact]
    public void Sarif_has_the_shape_of_2_1_0()
    {
        using var log = JsonDocument.Parse(SarifWriter.Render(SampleReports.Fault(), "1.2.3"));
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        var run = log.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            var rule = rules[result.GetProperty("ruleIndex").GetInt32()];
            Assert.Equal(rule.GetProperty("id").GetString(), result.GetProperty("ruleId").GetString());
            Assert.Contains(result.GetProperty("level").GetString(), new[] { "none", "note", "warning", "error" });
            Assert.Contains(result.GetProperty("kind").GetString(), new[] { "fail", "open", "informational" });
            // Kind "fail" is the only one with a level (3.27.9).
            Assert.True(result.GetProperty("kind").GetString() == "fail" || result.GetProperty("level").GetString() == "none");
            Assert.NotEmpty(result.GetProperty("message").GetProperty("text").GetString()!);
            foreach (var location in result.GetProperty("locations").EnumerateArray())
            {
                var physical = location.GetProperty("physicalLocation");
                Assert.True(Uri.TryCreate(physical.GetProperty("artifactLocation").GetProperty("uri").GetString(), UriKind.RelativeOrAbsolute, out _));
                Assert.True(!physical.TryGetProperty("region", out var region) || region.GetProperty("startLine").GetInt32() > 0);
            }
        }
    }

    [Fact]
    public void Junit_counts_agree_with_its_cases()
    {
        var root = XDocument.Parse(JunitWriter.Render(SampleReports.Fault(), AllRules)).Root!;
        Assert.Equal(10, root.Elements("testsuite").Count());
        foreach (var suite in root.Elements("testsuite").Append(root))
        {
            Assert.Equal(int.Parse(suite.Attribute("tests")!.Value, CultureInfo.InvariantCulture), suite.Descendants("testcase").Count());
            Assert.Equal(int.Parse(suite.Attribute("failures")!.Value, CultureInfo.InvariantCulture), suite.Descendants("failure").Count());
            Assert.Equal(int.Parse(suite.Attribute("skipped")!.Value, CultureInfo.InvariantCulture), suite.Descendants("skipped").Count());
        }
    }

    [Fact]
    public void A_page_needs_nothing_from_elsewhere()
    {
        var html = HtmlWriter.Render(ReportDocumentBuilder.Build(SampleReports.Fault()));
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", html, StringComparison.Ordinal);
        Assert.Contains("width=device-width", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fence_is_longer_than_the_back_quotes_in_it()
    {
        var markdown = MarkdownWriter.Render(new Document("t", [new Block.Quotes([new Quote("a", "x ````` y")])]));
        Assert.Equal("``````text\na  x ````` y\n``````\n", markdown);
    }
}
