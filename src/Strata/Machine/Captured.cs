using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>Which question of <see cref="IMachine"/> was asked.</summary>
public enum CapturedKind
{
    /// <summary>Text of a file.</summary>
    File,

    /// <summary>Bytes of a file.</summary>
    Bytes,

    /// <summary>Names in a directory.</summary>
    List,

    /// <summary>Target of a link.</summary>
    Link,

    /// <summary>Kind, mode and owner of a file.</summary>
    Stat,

    /// <summary>Output of a tool.</summary>
    Tool,

    /// <summary>Lines of a log.</summary>
    Log,
}

/// <summary>How the question was answered.</summary>
public enum CapturedState
{
    /// <summary>There was an answer.</summary>
    Known,

    /// <summary>The thing is not there.</summary>
    Absent,

    /// <summary>It could not be read.</summary>
    Unreadable,
}

/// <summary>One question to a machine and its answer.</summary>
/// <param name="Kind">Which question.</param>
/// <param name="Key">Path, command line or name of a log.</param>
/// <param name="State">How it was answered.</param>
public sealed record Captured(CapturedKind Kind, string Key, CapturedState State)
{
    /// <summary>Why it could not be read.</summary>
    public string? Why { get; init; }

    /// <summary>Where the answer was read, when that is not just the key.</summary>
    public Source? Source { get; init; }

    /// <summary>Lines of a file or a tool, names of a directory, or the one target of a link.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>One-based number of the first line.</summary>
    public int FirstLine { get; init; } = 1;

    /// <summary>Numbers of the lines where they do not simply follow each other; empty otherwise.</summary>
    public ImmutableArray<int> Numbers { get; init; } = [];

    /// <summary>The input that holds the lines, when that is not the key.</summary>
    public string? Input { get; init; }

    /// <summary>Lines of a log with their numbers.</summary>
    public ImmutableArray<LogLine> Log { get; init; } = [];

    /// <summary>How old the lines of a log are.</summary>
    public Era Era { get; init; }

    /// <summary>Exit status of a tool.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Status of a file.</summary>
    public FileStatus? Status { get; init; }

    /// <summary>Bytes of a file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>How many bytes were asked for.</summary>
    public int Most { get; init; }

    /// <summary>The lines with their places.</summary>
    public TextDocument Text => new(Input ?? Key, Lines, FirstLine) { Numbers = Numbers };

    /// <summary>The same with these lines and their places.</summary>
    public Captured With(TextDocument text) =>
        this with { Lines = text.Lines, FirstLine = text.FirstLine, Numbers = text.Numbers, Input = text.Name == Key ? null : text.Name };

    /// <summary>The first known source of the answer.</summary>
    public Source Place => Source ?? new Source(Key);
}
