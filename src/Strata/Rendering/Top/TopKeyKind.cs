namespace Strata.Rendering.Top;

/// <summary>A key.</summary>
public enum TopKeyKind
{
    /// <summary>A letter, a digit or a sign.</summary>
    Letter,

    /// <summary>Up.</summary>
    Up,

    /// <summary>Down.</summary>
    Down,

    /// <summary>Left.</summary>
    Left,

    /// <summary>Right.</summary>
    Right,

    /// <summary>One page up.</summary>
    PageUp,

    /// <summary>One page down.</summary>
    PageDown,

    /// <summary>To the first.</summary>
    Home,

    /// <summary>To the last.</summary>
    End,

    /// <summary>To the start of the line.</summary>
    LineStart,

    /// <summary>To the end of the line.</summary>
    LineEnd,

    /// <summary>Away from what is shown.</summary>
    Escape,

    /// <summary>Into what is selected.</summary>
    Enter,

    /// <summary>Anew.</summary>
    Refresh,
}
