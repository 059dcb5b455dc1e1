using System.Collections.Immutable;

namespace Strata.Judging;

/// <summary>What a rule says about itself; the documentation page is made from it.</summary>
/// <param name="Code">Code, never reused.</param>
/// <param name="Slug">Name of the defect in kebab case.</param>
/// <param name="Title">One line that states the defect.</param>
/// <param name="Why">Mechanism: what happens and why it breaks the GPU. Two or three sentences.</param>
public sealed record RuleInfo(RuleCode Code, string Slug, string Title, string Why)
{
    /// <summary>Slugs of defects that explain this one: when one of them is found too, this is its consequence.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>True for a refusal or a note that the driver gives whatever the reason; any rule that names a reason goes before it.</summary>
    public bool IsSymptom { get; init; }

    /// <summary>Where the facts come from.</summary>
    public string Reference { get; init; } = "";
}
