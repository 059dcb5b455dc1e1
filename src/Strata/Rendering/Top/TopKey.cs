namespace Strata.Rendering.Top;

/// <summary>A key that was pressed.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Letter">The letter, for letters.</param>
public readonly record struct TopKey(TopKeyKind Kind, char Letter = '\0');
