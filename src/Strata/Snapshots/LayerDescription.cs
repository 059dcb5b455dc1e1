namespace Strata.Snapshots;

/// <summary>What the facts of a layer say of it before any rule is asked.</summary>
/// <param name="Standing">Whether enough was read to call the layer sound when no rule objects.</param>
/// <param name="Summary">One line of facts.</param>
public sealed record LayerDescription(Standing Standing, string Summary);

/// <summary>How much is known of a layer.</summary>
public enum Standing
{
    /// <summary>Too little was read.</summary>
    Unknown,

    /// <summary>Enough was read.</summary>
    Known,

    /// <summary>This machine has no such layer.</summary>
    NotApplicable,
}
