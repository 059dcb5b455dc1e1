namespace Strata.Rendering;

/// <summary>What the terminal can do.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Colour">True when colours may be added to the signs.</param>
/// <param name="Ascii">True when only ASCII can be shown.</param>
public sealed record TerminalStyle(int Width = 80, bool Colour = false, bool Ascii = false)
{
    /// <summary>80 columns, no colour: what a pipe or a file gets.</summary>
    public static TerminalStyle Plain { get; } = new();
}
