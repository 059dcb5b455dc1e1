using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Judging;

/// <summary>Asks every rule and puts the answers in order: what broke, what follows from it, what could not be told.</summary>
public sealed class Judge
{
    private readonly ImmutableArray<Rule> _rules;
    private readonly Causality _causality;

    /// <summary>A judge over these rules.</summary>
    public Judge(IEnumerable<Rule> rules)
    {
        _rules = [.. rules];
        _causality = new Causality(_rules.Select(rule => rule.Info));
    }

    /// <summary>Judges a snapshot.</summary>
    public Report Decide(Snapshot snapshot)
    {
        var found = new List<Finding>();
        var undecided = new List<Undecided>();
        foreach (var rule in _rules)
        {
            switch (rule.Judge(snapshot))
            {
                case Verdict.FoundVerdict verdict:
                    found.AddRange(verdict.Findings);
                    break;
                case Verdict.UnknownVerdict verdict:
                    undecided.Add(new Undecided(rule.Info, verdict.Why));
                    break;
            }
        }
        var current = found.Where(finding => finding.Era == Era.Current).ToList();
        var sound = SoundChain.Find(snapshot);
        if (sound is not null && current.TrueForAll(finding => finding.State != State.Fault && !SaysThatNothingIsWrong(finding)))
        {
            current.Add(sound);
        }
        else if (current.TrueForAll(finding => finding.State == State.Info && !SaysThatNothingIsWrong(finding)) && SoundChain.FindPart(snapshot) is { } part)
        {
            current.Add(part);
        }
        var placed = Place(current);
        var verdictNow = VerdictOf(current, isSound: sound is not null);
        return new Report(
            snapshot.Origin,
            Describe(snapshot),
            verdictNow,
            [.. Enum.GetValues<Layer>().Select(layer => Describe(layer, placed, undecided, snapshot))],
            [.. placed.Where(item => item.ExplainedBy is null).OrderBy(item => Rank(item.Finding, snapshot.Origin)).ThenBy(item => item, Order)],
            [.. placed.Order(Order)],
            [.. found.Where(finding => finding.Era != Era.Current).OrderBy(finding => finding.Rule.Code).ThenBy(finding => finding.Subject, StringComparer.Ordinal)],
            [.. Unread.Find(snapshot).Concat(undecided.OrderBy(item => item.Rule.Code))],
            snapshot.Log.Unrecognised);
    }

    private static Comparer<PlacedFinding> Order { get; } = Comparer<PlacedFinding>.Create((a, b) =>
    {
        var byCode = a.Finding.Rule.Code.CompareTo(b.Finding.Rule.Code);
        return byCode != 0 ? byCode : string.CompareOrdinal(a.Finding.Subject, b.Finding.Subject);
    });

    private List<PlacedFinding> Place(List<Finding> findings)
    {
        var placed = findings.ConvertAll(finding => (Finding: finding, Cause: _causality.Explain(finding, findings)));
        return placed.ConvertAll(item => new PlacedFinding(
            item.Finding,
            item.Cause,
            [.. placed.Where(other => ReferenceEquals(other.Cause, item.Finding)).Select(other => other.Finding)]));
    }

    // Faults first; then what is at least likely; then the lowest layer, symptoms last. "No fault now" leads unless somebody asks about a pasted text.
    private static int Rank(Finding finding, Origin origin)
    {
        if (SaysThatNothingIsWrong(finding))
        {
            return origin.Kind == OriginKind.Text ? 1500 : 0;
        }
        var state = finding.State switch { State.Fault => 0, State.Warning => 1000, _ => 2000 };
        var doubt = finding.Confidence == Confidence.Possible ? 500 : 0;
        var explained = finding.State == State.Info && finding.Repair == Repair.None ? 100 : 0;
        return 1 + state + doubt + explained + Depth(finding.Rule);
    }

    // The driver utters a symptom, but its reason may lie in any layer of the machine: it stands behind all of them, before the workload.
    private static int Depth(RuleInfo rule) => rule.IsSymptom ? (2 * (int)Layer.Cluster) + 1 : 2 * (int)rule.Code.Layer;

    // "no-current-fault" and the finer "no-current-fault-history-mismatch".
    private static bool SaysThatNothingIsWrong(Finding finding) =>
        finding.State == State.Info && finding.Rule.Slug.StartsWith(SoundChain.Info.Slug, StringComparison.Ordinal);

    private static Status VerdictOf(List<Finding> current, bool isSound)
    {
        if (current.Exists(finding => finding.State == State.Fault))
        {
            return Status.Fault;
        }
        if (current.Exists(finding => finding.State == State.Warning))
        {
            return Status.Warning;
        }
        return isSound ? Status.Ok : Status.Unknown;
    }

    private static LayerReport Describe(Layer layer, List<PlacedFinding> placed, List<Undecided> undecided, Snapshot snapshot)
    {
        var description = snapshot.Describe(layer);
        var own = placed.Where(item => item.Finding.Rule.Code.Layer == layer && item.Finding.Rule != SoundChain.Info)
            .OrderByDescending(item => item.Finding.State).ThenBy(item => item.ExplainedBy is not null).ToList();
        if (own.FirstOrDefault(item => item.Finding.State != State.Info) is { } worst)
        {
            return new LayerReport(layer, worst.Finding.State == State.Fault ? Status.Fault : Status.Warning, worst.Finding.Title);
        }
        var isOpen = undecided.Exists(item => item.Rule.Code.Layer == layer);
        var status = description.Standing switch
        {
            Standing.Known when isOpen => Status.Unknown,
            Standing.NotApplicable => Status.NotApplicable,
            Standing.Unknown => Status.Unknown,
            _ => Status.Ok,
        };
        return new LayerReport(layer, status, description.Summary);
    }

    private static MachineReport Describe(Snapshot snapshot)
    {
        var states = snapshot.Driver.Gpus.Or([]);
        var seen = snapshot.Bus.Gpus.Select(gpu => new GpuReport(
            gpu.Address,
            gpu.PciId,
            states.FirstOrDefault(state => state.Address == gpu.Address)?.Name ?? gpu.Name,
            states.FirstOrDefault(state => state.Address == gpu.Address)?.Uuid,
            gpu.Driver.Or(null)));
        var others = states.Where(state => state.Address is not null && snapshot.Bus.Gpus.All(gpu => gpu.Address != state.Address))
            .Select(state => new GpuReport(state.Address!.Value, null, state.Name, state.Uuid, null));
        return new MachineReport(
            snapshot.Kernel.Running.Or(null),
            snapshot.Platform.Distribution.Or(null)?.Name,
            snapshot.Driver.LoadedVersion.Or(null)?.Text,
            snapshot.Userspace.Version.Or(null)?.Text,
            snapshot.Driver.Flavour switch
            {
                Flavour.None => "none",
                Flavour.Open => "open",
                Flavour.Proprietary => "proprietary",
                _ => "unknown",
            },
            [.. seen.Concat(others).OrderBy(gpu => gpu.Address)])
        {
            UnplacedGpus = snapshot.Bus.Gpus.IsEmpty ? states.Count(state => state.Address is null) : 0,
        };
    }
}
