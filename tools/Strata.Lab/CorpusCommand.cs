using Strata.Judging;
using Strata.Machine.Transcripts;
using Strata.Rendering;

namespace Strata.Lab;

/// <summary>Judges the whole lab and prints how often the report was right.</summary>
public static class CorpusCommand
{
    private sealed record Outcome(string Group, string Name, string? Expected, Report Report, IReadOnlyList<string> Wrong)
    {
        public bool IsFirst => Expected is null || LabCheck.First(Report) == Expected;

        public bool IsAmongThree => Expected is null || Report.RootCauses.Take(3).Any(item => item.Finding.Rule.Slug == Expected);

        public bool IsHealthy => Expected is null || Expected.StartsWith("no-current-fault", StringComparison.Ordinal);
    }

    /// <summary>Prints the table; exit status 1 when anything is wrong.</summary>
    public static int Run(LabFolder lab)
    {
        var outcomes = Cases(lab).Concat(BugReports(lab)).ToList();
        Console.WriteLine($"{"",-14}{"cases",7}{"right first",13}{"among three",13}{"false faults",14}{"wrong otherwise",17}");
        foreach (var group in outcomes.GroupBy(outcome => outcome.Group, StringComparer.Ordinal))
        {
            Print(group.Key, [.. group]);
        }
        Print("all", outcomes);
        foreach (var outcome in outcomes.Where(outcome => outcome.Wrong.Count > 0))
        {
            Console.WriteLine();
            Console.WriteLine($"{outcome.Group}/{outcome.Name}");
            foreach (var wrong in outcome.Wrong)
            {
                Console.WriteLine("  " + PlainText.Clean(wrong));
            }
            foreach (var (item, index) in outcome.Report.RootCauses.Take(3).Select((item, index) => (item, index)))
            {
                var finding = item.Finding;
                Console.WriteLine($"    {index + 1}. {finding.Rule.Code} {finding.Rule.Slug} {Names.Of(finding.State)} {Names.Of(finding.Confidence)} {finding.Subject}: {PlainText.Clean(finding.Evidence.FirstOrDefault()?.Text ?? "")}");
            }
        }
        return outcomes.Exists(outcome => outcome.Wrong.Count > 0) ? 1 : 0;
    }

    private static void Print(string name, List<Outcome> outcomes)
    {
        var falseFaults = outcomes.Count(outcome => outcome.IsHealthy && LabCheck.Alarms(outcome.Report).Any(finding => finding.State == State.Fault));
        var otherwise = outcomes.Count(outcome => outcome.IsFirst && outcome.Wrong.Count > 0);
        Console.WriteLine($"{name,-14}{outcomes.Count,7}{outcomes.Count(outcome => outcome.IsFirst),13}{outcomes.Count(outcome => outcome.IsAmongThree),13}{falseFaults,14}{otherwise,17}");
    }

    private static IEnumerable<Outcome> Cases(LabFolder lab)
    {
        foreach (var (group, name) in lab.CaseNames())
        {
            var labCase = lab.ReadCase(group, name);
            var report = LabFolder.Judge(new LabMachine(labCase));
            yield return new Outcome(group, name, labCase.Root, report, LabCheck.Of(labCase, report));
        }
    }

    private static IEnumerable<Outcome> BugReports(LabFolder lab)
    {
        foreach (var label in lab.Labels())
        {
            foreach (var file in label.Variants.Prepend(label.File))
            {
                var report = lab.Judge(file);
                yield return new Outcome("bugreports", file, label.DefectNow, report, LabCheck.Of(label, report, file == label.File));
            }
        }
    }
}
