using Strata.Judging;
using Strata.Machine.Transcripts;
using Strata.Rendering;

namespace Strata.Lab;

/// <summary>Compares a report with what is known of its source.</summary>
public static class LabCheck
{
    /// <summary>What a report says that the case forbids, or leaves out that the case wants; empty when it is right.</summary>
    public static IReadOnlyList<string> Of(LabCase lab, Report report)
    {
        var wrong = new List<string>(lab.Problems);
        var first = First(report);
        if (lab.Root is not null && !string.Equals(first, lab.Root, StringComparison.Ordinal))
        {
            wrong.Add($"root cause is {first ?? "nothing"}, expected {lab.Root}");
        }
        if (first is not null && LabCase.Names(lab.NotRoot, first))
        {
            wrong.Add($"root cause must not be {first}");
        }
        if (lab.Root is null)
        {
            wrong.AddRange(Alarms(report).Select(finding => $"{Names.Of(finding.State)} {finding.Rule.Slug} where nothing is wrong"));
        }
        wrong.AddRange(Alarms(report).Where(finding => lab.Root is not null && LabCase.Names(lab.Absent, finding.Rule.Slug)).Select(finding => $"{finding.Rule.Slug} must not be reported"));
        wrong.AddRange(lab.Finds.Where(slug => report.Findings.All(item => item.Finding.Rule.Slug != slug)).Select(slug => slug + " is not found"));
        wrong.AddRange(lab.History.Where(slug => report.History.All(finding => finding.Rule.Slug != slug)).Select(slug => slug + " is not in the history"));
        if (lab.Verdict is not null && lab.Verdict != Names.Of(report.Verdict))
        {
            wrong.Add($"verdict is {Names.Of(report.Verdict)}, expected {lab.Verdict}");
        }
        return wrong;
    }

    /// <summary>What a report on a bug report says wrongly; empty when it is right.</summary>
    /// <param name="label">What is known of it.</param>
    /// <param name="report">The report.</param>
    /// <param name="isWhole">False for a damaged copy, of which only the defect is expected.</param>
    public static IReadOnlyList<string> Of(BugReportLabel label, Report report, bool isWhole)
    {
        var wrong = new List<string>();
        Expect(wrong, "root cause", label.DefectNow, First(report));
        wrong.AddRange(Alarms(report).Where(finding => IsForbidden(label.NoWarningOrFault, finding)).Select(finding => $"{Names.Of(finding.State)} {finding.Rule.Slug} {finding.Subject} must not be reported"));
        wrong.AddRange(Alarms(report).Where(finding => finding.State == State.Fault && IsForbidden(label.NoFault, finding)).Select(finding => $"{finding.Rule.Slug} {finding.Subject} must not be a fault"));
        if (!isWhole)
        {
            return wrong;
        }
        Expect(wrong, "kernel", label.Kernel, report.Machine.Kernel);
        Expect(wrong, "distribution", label.Distro, report.Machine.Distribution);
        Expect(wrong, "loaded driver", label.Driver.Loaded, report.Machine.LoadedDriver);
        Expect(wrong, "flavour", label.Driver.Flavour, report.Machine.Flavour);
        if (label.Driver.Installed is not null)
        {
            Expect(wrong, "installed driver", label.Driver.Installed, report.Machine.InstalledDriver);
        }
        Expect(
            wrong, "GPUs",
            string.Join(", ", label.Gpus.Select(gpu => $"{gpu.Address} {gpu.PciId} {gpu.Driver}")),
            string.Join(", ", report.Machine.Gpus.Select(gpu => $"{gpu.Address} {gpu.PciId} {gpu.KernelDriver}")));
        wrong.AddRange(label.History.Where(pattern => !report.History.Any(finding => LabCase.Names([pattern], finding.Rule.Slug))).Select(pattern => pattern + " is not in the history"));
        return wrong;
    }

    /// <summary>The slug of the first root cause.</summary>
    public static string? First(Report report) => report.RootCauses.FirstOrDefault()?.Finding.Rule.Slug;

    /// <summary>Current warnings and faults.</summary>
    public static IEnumerable<Finding> Alarms(Report report) =>
        report.Findings.Select(item => item.Finding).Where(finding => finding.State != State.Info);

    private static bool IsForbidden(IEnumerable<string> patterns, Finding finding) => patterns.Any(pattern => pattern.Split('@') switch
    {
        [var slug, var subject] => LabCase.Names([slug], finding.Rule.Slug) && finding.Subject == subject,
        _ => LabCase.Names([pattern], finding.Rule.Slug),
    });

    private static void Expect(List<string> wrong, string what, string? expected, string? got)
    {
        if (!string.Equals(expected, got, StringComparison.Ordinal))
        {
            wrong.Add($"{what} is {got ?? "nothing"}, expected {expected ?? "nothing"}");
        }
    }
}
