using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;

namespace Strata.Rendering;

/// <summary>
/// Puts a report in the order in which a person needs it: answer, layers, causes with evidence and fix, what follows,
/// warnings, history, what could not be checked.
/// </summary>
public static class ReportDocumentBuilder
{
    private const int MostCauses = 6;
    private const int MostLines = 12;

    /// <summary>Builds the document.</summary>
    public static Document Build(Report report)
    {
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Answer(report.Verdict, Headline.Of(report)));
        blocks.Add(new Block.Remark(Machine(report)));
        if (report.RootCauses.FirstOrDefault(cause => cause.Finding.Rule == SoundChain.Info) is { } sound && report.Verdict != Status.Ok)
        {
            blocks.Add(new Block.Remark($"{(report.Verdict == Status.Unknown ? "" : "Works now: ")}{Clean(sound.Finding.Why)}"));
        }
        blocks.Add(new Block.Ladder([.. report.Layers.Select(layer => new LadderRow(layer.Status, Names.Of(layer.Layer), Clean(layer.Summary)))]));
        AddCauses(blocks, report);
        AddNotes(blocks, report);
        AddHistory(blocks, report);
        AddUndecided(blocks, report);
        AddUnrecognised(blocks, report);
        return new Document("Strata report", blocks.ToImmutable());
    }

    /// <summary>The first thing to do about what the headline says; null when nothing is wrong or nobody knows what helps.</summary>
    public static Step? FirstStep(Report report) => Headline.Lead(report)?.Finding.Fixes is [var first, ..] ? ToStep(first) : null;

    /// <summary>What is known of one layer: its own causes with evidence and fix, what is explained elsewhere, what could not be checked.</summary>
    public static ImmutableArray<Block> OfLayer(Report report, Layer layer)
    {
        var blocks = ImmutableArray.CreateBuilder<Block>();
        var here = report.Findings.Where(placed => placed.Finding.Rule.Code.Layer == layer).ToList();
        foreach (var group in FindingGroup.Of(here.Where(placed => placed.ExplainedBy is null && placed.Finding.Rule != SoundChain.Info).Select(placed => placed.Finding)).Take(MostCauses))
        {
            AddCause(blocks, report, group);
        }
        if (here.Find(placed => placed.Finding.Rule == SoundChain.Info) is { } sound)
        {
            blocks.Add(new Block.Paragraph(PlainText.CleanProse(sound.Finding.Why)));
            AddEvidence(blocks, report, sound.Finding.Evidence);
        }
        var explained = here.Where(placed => placed.ExplainedBy is not null)
            .Select(placed => Clean($"{placed.Finding.Title}: follows from {placed.ExplainedBy!.Rule.Code} {placed.ExplainedBy.Title}")).Distinct(StringComparer.Ordinal).ToList();
        if (explained.Count > 0)
        {
            blocks.Add(new Block.Items(Limit(explained)));
        }
        var undecided = report.Undecided.Where(item => item.Rule.Code.Layer == layer).GroupBy(item => Clean(item.Why), StringComparer.Ordinal).Select(UndecidedLine).ToList();
        if (undecided.Count > 0)
        {
            blocks.Add(new Block.Label("Could not be checked"));
            blocks.Add(new Block.Items(Limit(undecided)));
        }
        return blocks.ToImmutable();
    }

    private static void AddCauses(ImmutableArray<Block>.Builder blocks, Report report)
    {
        var groups = FindingGroup.Of(report.RootCauses.Select(cause => cause.Finding).Where(finding => finding.State != State.Info
            || IsCause(report, finding)));
        var leadState = report.Verdict == Status.Fault ? State.Fault : State.Warning;
        var full = groups.Where(group => group.First.State >= leadState || IsCause(report, group.First)).Take(MostCauses).ToList();
        foreach (var group in full)
        {
            AddCause(blocks, report, group);
        }
        foreach (var group in groups.Except(full).Take(MostCauses))
        {
            AddBrief(blocks, report, group);
        }
        var left = groups.Length - full.Count - Math.Min(MostCauses, groups.Length - full.Count);
        if (left > 0)
        {
            blocks.Add(new Block.Remark($"{left} more in --format json."));
        }
    }

    private static bool IsCause(Report report, Finding finding) =>
        report.RootCauses.Any(cause => ReferenceEquals(cause.Finding, finding) && cause.Explains.Any(other => other.State != State.Info));

    private static void AddCause(ImmutableArray<Block>.Builder blocks, Report report, FindingGroup group)
    {
        var finding = group.First;
        blocks.Add(new Block.Heading(Clean(finding.Title), StatusOf(finding.State)));
        blocks.Add(new Block.Remark(Identity(finding)));
        blocks.Add(new Block.Paragraph(PlainText.CleanProse(finding.Why)));
        if (group.Also() is { } also)
        {
            blocks.Add(new Block.Paragraph(Clean(also)));
        }
        AddEvidence(blocks, report, finding.Evidence);
        AddFixes(blocks, finding.Fixes);
        var members = group.Others.Add(finding);
        var follows = Consequences(report, members);
        if (follows.Count > 0)
        {
            blocks.Add(new Block.Label("Follows from it"));
            blocks.Add(new Block.Items(Limit(follows)));
        }
    }

    private static void AddBrief(ImmutableArray<Block>.Builder blocks, Report report, FindingGroup group)
    {
        var finding = group.First;
        blocks.Add(new Block.Heading(Clean(finding.Title), StatusOf(finding.State)));
        blocks.Add(new Block.Remark(Identity(finding)));
        if (group.Also() is { } also)
        {
            blocks.Add(new Block.Paragraph(Clean(also)));
        }
        AddEvidence(blocks, report, [.. finding.Evidence.Take(1)]);
        AddFixes(blocks, finding.Fixes);
    }

    private static void AddEvidence(ImmutableArray<Block>.Builder blocks, Report report, ImmutableArray<Source> evidence)
    {
        if (!evidence.IsEmpty)
        {
            blocks.Add(new Block.Label("Evidence"));
            blocks.Add(new Block.Quotes([.. evidence.Select(source => QuoteOf(source, report))]));
        }
    }

    private static void AddFixes(ImmutableArray<Block>.Builder blocks, ImmutableArray<PlanAction> fixes)
    {
        if (!fixes.IsEmpty)
        {
            blocks.Add(new Block.Label("Fix"));
            blocks.Add(new Block.Steps([.. fixes.Select(ToStep)]));
        }
    }

    private static void AddNotes(ImmutableArray<Block>.Builder blocks, Report report)
    {
        var notes = FindingGroup.Of(report.RootCauses.Select(cause => cause.Finding)
            .Where(finding => finding.State == State.Info && finding.Rule != SoundChain.Info && !IsCause(report, finding)));
        if (!notes.IsEmpty)
        {
            blocks.Add(new Block.Heading("Worth knowing"));
            blocks.Add(new Block.Items(Limit([.. notes.Select(group => OneLine(group.First, group.Others.Length))])));
        }
    }

    private static void AddHistory(ImmutableArray<Block>.Builder blocks, Report report)
    {
        if (!report.History.IsEmpty)
        {
            blocks.Add(new Block.Heading("Before (not part of the verdict)"));
            blocks.Add(new Block.Items(Limit([.. FindingGroup.Of(report.History).Select(group => HistoryLine(group, report))])));
        }
    }

    private static string HistoryLine(FindingGroup group, Report report)
    {
        var age = group.First.Era == Era.EarlierBoot ? "earlier boot" : "old log";
        var where = group.First.Evidence.IsEmpty ? "" : $" ({Where(group.First.Evidence[0], report)})";
        return $"{age}: {OneLine(group.First, group.Others.Length)}{where}";
    }

    private static void AddUndecided(ImmutableArray<Block>.Builder blocks, Report report)
    {
        var groups = report.Undecided.GroupBy(item => Clean(item.Why), StringComparer.Ordinal).ToList();
        if (groups.Count == 0)
        {
            return;
        }
        blocks.Add(new Block.Heading("Could not be checked"));
        blocks.Add(new Block.Items(Limit([.. groups.Select(UndecidedLine)])));
    }

    private static string UndecidedLine(IGrouping<string, Undecided> group)
    {
        var slugs = group.Select(item => item.Rule).Where(rule => rule != Unread.Info).Select(rule => rule.Slug).Distinct(StringComparer.Ordinal).ToList();
        if (slugs.Count == 0)
        {
            return group.Key;
        }
        var rest = slugs.Count > 4 ? $" and {slugs.Count - 4} more" : "";
        return $"{group.Key}: {string.Join(", ", slugs.Take(4))}{rest}";
    }

    private static void AddUnrecognised(ImmutableArray<Block>.Builder blocks, Report report)
    {
        if (!report.Unrecognised.IsEmpty)
        {
            blocks.Add(new Block.Heading("Lines that look like errors and that no rule knows"));
            blocks.Add(new Block.Quotes([.. report.Unrecognised.Take(MostLines).Select(line => QuoteOf(line, report))]));
        }
    }

    private static List<string> Consequences(Report report, ImmutableArray<Finding> causes)
    {
        var found = new List<Finding>();
        var open = new Queue<Finding>(causes);
        var seen = new HashSet<Finding>(causes, ReferenceEqualityComparer.Instance);
        while (open.TryDequeue(out var cause))
        {
            foreach (var item in report.Findings.Where(item => ReferenceEquals(item.ExplainedBy, cause) && seen.Add(item.Finding)))
            {
                found.Add(item.Finding);
                open.Enqueue(item.Finding);
            }
        }
        return [.. FindingGroup.Of(found).Select(group => OneLine(group.First, group.Others.Length))];
    }

    private static ImmutableArray<string> Limit(List<string> lines) =>
        lines.Count <= MostLines ? [.. lines] : [.. lines.Take(MostLines), $"and {lines.Count - MostLines} more in --format json"];

    private static string OneLine(Finding finding, int others)
    {
        var subject = finding.Subject is null ? "" : $" [{finding.Subject}]";
        var more = others == 0 ? "" : $" (and {others} more)";
        return Clean($"{Names.Of(finding.Rule.Code.Layer)}: {finding.Title}{subject}{more}") + $" {finding.Rule.Code}";
    }

    private static string Identity(Finding finding)
    {
        var parts = new List<string> { $"{finding.Rule.Code} {finding.Rule.Slug}", Names.Of(finding.Rule.Code.Layer) };
        if (finding.Subject is not null)
        {
            parts.Add(Clean(finding.Subject));
        }
        parts.Add(Names.Of(finding.Confidence));
        return string.Join(" | ", parts);
    }

    private static Step ToStep(PlanAction action)
    {
        var disturbs = Clean(action.Disturbs);
        var note = action.Risk switch
        {
            Risk.Safe => "safe",
            Risk.Reboot => "needs a reboot",
            _ => "disruptive",
        };
        return new Step(
            PlainText.CleanProse(action.Text),
            action.Command is { IsDefaultOrEmpty: false } command ? ShellWords.Join(command) : null,
            action.NeedsRoot,
            disturbs.Length == 0 ? note : $"{note}; disturbs {disturbs}");
    }

    private static string Machine(Report report)
    {
        var machine = report.Machine;
        var parts = new List<string>();
        AddIf(parts, machine.Distribution, "{0}");
        AddIf(parts, machine.Kernel, "kernel {0}");
        AddIf(parts, machine.LoadedDriver, machine.Flavour is "open" or "proprietary" ? $"driver {{0}} loaded ({machine.Flavour})" : "driver {0} loaded");
        if (machine.InstalledDriver != machine.LoadedDriver)
        {
            AddIf(parts, machine.InstalledDriver, "driver {0} installed");
        }
        parts.AddRange(machine.Gpus
            .GroupBy(gpu => gpu.Name ?? gpu.PciId ?? "GPU", StringComparer.Ordinal)
            .Take(4)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} x {group.Key}"));
        var name = report.Origin is { Kind: OriginKind.Live, IsBundle: false } ? "this machine" : report.Origin.Name == "-" ? "standard input" : report.Origin.Name;
        return Clean(parts.Count == 0 ? name : $"{name}: {string.Join(", ", parts)}");
    }

    private static void AddIf(List<string> parts, string? value, string format)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            parts.Add(format.Replace("{0}", value, StringComparison.Ordinal));
        }
    }

    private static Status StatusOf(State state) => state switch
    {
        State.Fault => Status.Fault,
        State.Warning => Status.Warning,
        _ => Status.Ok,
    };

    private static Quote QuoteOf(Source source, Report report) => new(Where(source, report), Clean(source.Text ?? "").TrimStart());

    // The name of the one input stands at the top; its lines need no more than their number.
    private static string Where(Source source, Report report) => Clean(source.Line is not { } line
        ? source.Name
        : source.Name == report.Origin.Name ? $"line {line}" : $"{source.Name}:{line}");

    private static string Clean(string text) => PlainText.Clean(text);
}
