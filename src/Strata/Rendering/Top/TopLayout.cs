namespace Strata.Rendering.Top;

/// <summary>How much a GPU takes.</summary>
public enum TopLayout
{
    /// <summary>Two lines where there is room, else one.</summary>
    Automatic,

    /// <summary>Two lines, with its recent past.</summary>
    Full,

    /// <summary>One line.</summary>
    Compact,
}
