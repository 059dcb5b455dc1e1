namespace Strata.Machine.Transcripts;

/// <summary>What a fenced block of a lab case holds.</summary>
public enum LabPieceKind
{
    /// <summary>Text as somebody pasted it.</summary>
    Text,

    /// <summary>Content of a file.</summary>
    File,

    /// <summary>Target of a symbolic link.</summary>
    Link,

    /// <summary>Kind, octal mode, owner, group, major and minor of a file, separated by blanks.</summary>
    Stat,

    /// <summary>Output of a tool.</summary>
    Tool,

    /// <summary>A log of the current boot.</summary>
    Log,

    /// <summary>A log of an earlier boot.</summary>
    EarlierLog,

    /// <summary>A log of a past installation.</summary>
    PastLog,
}

/// <summary>One fenced block of a lab case.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">Path, command line or log name; empty for text.</param>
/// <param name="Exit">Exit status of a tool, where the case gives one.</param>
/// <param name="Content">The lines, with their numbers in the lab file.</param>
public sealed record LabPiece(LabPieceKind Kind, string Name, int? Exit, TextDocument Content);
