using System.Text.Json;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Machine.Transcripts;
using Strata.Rendering;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Laws;

/// <summary>Surfaces that others rely on, as approved text. A change of these files is a change of the contract.</summary>
public sealed partial class ApprovedTests
{
    [Fact]
    public void TheKeysOfTheReport()
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (group, name) in Checkout.Lab.CaseNames())
        {
            var report = new Judge(Rules.All).Decide(Snapshotter.Take(new LabMachine(Checkout.Lab.ReadCase(group, name))));
            using var json = JsonDocument.Parse(ReportJson.Render(report, "0"));
            Collect(keys, "", json.RootElement);
        }
        Approve("report-keys.txt", keys);
    }

    [Fact]
    public void TheWordsOfTheReport() => Approve(
        "report-words.txt",
        Enum.GetValues<Layer>().Select(value => "layer " + Names.Of(value))
            .Concat(Enum.GetValues<Status>().Select(value => "status " + Names.Of(value)))
            .Concat(Enum.GetValues<State>().Select(value => "state " + Names.Of(value)))
            .Concat(Enum.GetValues<Confidence>().Select(value => "confidence " + Names.Of(value)))
            .Concat(Enum.GetValues<Repair>().Select(value => "action " + Names.Of(value)))
            .Concat(Enum.GetValues<Planning.Risk>().Select(value => "risk " + Names.Of(value))));

    [Fact]
    public void TheExitCodes() => Approve(
        "exit-codes.txt",
        ExitCode().Matches(Checkout.Read("src/Strata.Cli/ExitCodes.cs")).Select(match => match.Groups["code"].Value + " " + match.Groups["name"].Value));

    [Fact]
    public void TheNamesOfTheMetrics() => Approve(
        "metric-names.txt",
        Strata.Metrics.StrataMetrics.Table.Concat(Strata.Metrics.NvidiaSmiMetrics.Table).Concat(Strata.Metrics.DcgmMetrics.Table)
            .Select(metric => $"{metric.Name} {metric.Type}"));

    private static void Collect(SortedSet<string> keys, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    keys.Add($"{path}.{property.Name}"[1..]);
                    Collect(keys, $"{path}.{property.Name}", property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(keys, path + "[]", item);
                }
                break;
        }
    }

    private static void Approve(string file, IEnumerable<string> lines)
    {
        var path = Checkout.PathOf("test/Strata.Tests/Approved/" + file);
        var text = string.Join('\n', lines) + "\n";
        if (Environment.GetEnvironmentVariable("STRATA_APPROVE") == "1")
        {
            File.WriteAllText(path, text);
        }
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "", text);
    }

    [GeneratedRegex(@"const int (?<name>\w+) = (?<code>\d+);")]
    private static partial Regex ExitCode();
}
