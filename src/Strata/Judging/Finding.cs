using System.Collections.Immutable;
using Strata.Machine;
using Strata.Planning;

namespace Strata.Judging;

/// <summary>One defect found on one subject, with its evidence and its fix.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="State">Weight.</param>
/// <param name="Repair">Smallest sufficient repair.</param>
/// <param name="Evidence">Places of the readings the rule used; at least one.</param>
public sealed record Finding(RuleInfo Rule, State State, Repair Repair, ImmutableArray<Source> Evidence)
{
    /// <summary>GPU address, package, unit or container; null for the whole host.</summary>
    public string? Subject { get; init; }

    /// <summary>One line; the rule's title unless the case is more precise.</summary>
    public string Title { get; init; } = Rule.Title;

    /// <summary>Mechanism in this case; the rule's text unless the case is more precise.</summary>
    public string Why { get; init; } = Rule.Why;

    /// <summary>How sure.</summary>
    public Confidence Confidence { get; init; } = Confidence.Certain;

    /// <summary>What to do, best first.</summary>
    public ImmutableArray<PlanAction> Fixes { get; init; } = [];

    /// <summary>Age: anything but <see cref="Era.Current"/> is history and changes no verdict.</summary>
    public Era Era { get; init; } = Era.Current;

    /// <summary>Slugs, besides those in <see cref="RuleInfo.DependsOn"/>, whose presence explains this finding.</summary>
    public ImmutableArray<string> AlsoDependsOn { get; init; } = [];
}
