namespace Strata.Rendering.Top;

/// <summary>How a cell looks. No meaning lies in a colour alone.</summary>
[Flags]
public enum TopStyle
{
    /// <summary>As the terminal has it.</summary>
    Plain = 0,

    /// <summary>Faint.</summary>
    Dim = 1,

    /// <summary>Bold.</summary>
    Bold = 2,

    /// <summary>Front and back exchanged.</summary>
    Reverse = 4,

    /// <summary>The colour of what is sound.</summary>
    Good = 8,

    /// <summary>The colour of a warning.</summary>
    Notice = 16,

    /// <summary>The colour of a fault.</summary>
    Bad = 32,

    /// <summary>The colour of bars.</summary>
    Accent = 64,
}
