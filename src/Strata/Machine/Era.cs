namespace Strata.Machine;

/// <summary>How old a line of a log is. Only <see cref="Current"/> decides the verdict.</summary>
public enum Era
{
    /// <summary>The boot the report is about, or a text that does not tell.</summary>
    Current,

    /// <summary>A boot before it.</summary>
    EarlierBoot,

    /// <summary>An installer or package log of some past day.</summary>
    Past,
}
