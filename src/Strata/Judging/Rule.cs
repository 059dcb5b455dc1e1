using System.Collections.Immutable;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Judging;

/// <summary>Knows one defect: which traces it leaves, how to tell it from its look-alikes and how it is mended.</summary>
public abstract class Rule
{
    /// <summary>Code, slug and documentation.</summary>
    public abstract RuleInfo Info { get; }

    /// <summary>Traces in logs that this rule looks at; shared signs may be named by several rules.</summary>
    public virtual ImmutableArray<LogSign> Signs => [];

    /// <summary>Judges a snapshot. Pure: same snapshot, same verdict.</summary>
    public abstract Verdict Judge(Snapshot snapshot);

    /// <summary>Makes a finding of this rule.</summary>
    protected Finding Find(State state, Repair repair, IEnumerable<Source> evidence, params IEnumerable<PlanAction> fixes) =>
        new(Info, state, repair, [.. evidence.Distinct().Take(8)]) { Fixes = [.. fixes] };
}
