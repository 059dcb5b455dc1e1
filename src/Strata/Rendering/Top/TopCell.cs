namespace Strata.Rendering.Top;

/// <summary>One column of a line.</summary>
/// <param name="Text">What stands in it; empty in the right half of a wide character.</param>
/// <param name="Style">How it looks.</param>
public readonly record struct TopCell(string Text, TopStyle Style)
{
    /// <summary>Nothing.</summary>
    public static TopCell Blank { get; } = new(" ", TopStyle.Plain);

    /// <summary>True for the right half of a wide character.</summary>
    public bool IsRightHalf => Text.Length == 0;
}
