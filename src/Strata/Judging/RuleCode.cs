namespace Strata.Judging;

/// <summary>Identity of a rule, printed as <c>ST</c>, the layer digit and three digits. A code is never reused.</summary>
/// <param name="Layer">Layer of the rule.</param>
/// <param name="Number">Number within the layer, 1 to 999.</param>
public readonly record struct RuleCode(Layer Layer, int Number) : IComparable<RuleCode>
{
    /// <inheritdoc/>
    public int CompareTo(RuleCode other) => ((int)Layer * 1000 + Number).CompareTo((int)other.Layer * 1000 + other.Number);

    /// <inheritdoc/>
    public override string ToString() => $"ST{(int)Layer}{Number:000}";
}
