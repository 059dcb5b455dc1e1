using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Rendering;

/// <summary>One part of a <see cref="Document"/>.</summary>
public abstract record Block
{
    private Block()
    {
    }

    /// <summary>The answer in one line.</summary>
    public sealed record Answer(Status Status, string Text) : Block;

    /// <summary>Starts a part. With a status it is the title of a finding.</summary>
    public sealed record Heading(string Text, Status? Status = null) : Block;

    /// <summary>Names what stands below it, inside a part.</summary>
    public sealed record Label(string Text) : Block;

    /// <summary>Running text.</summary>
    public sealed record Paragraph(string Text) : Block;

    /// <summary>Running text of less weight.</summary>
    public sealed record Remark(string Text) : Block;

    /// <summary>The layers, lowest first.</summary>
    public sealed record Ladder(ImmutableArray<LadderRow> Rows) : Block;

    /// <summary>Lines of other people's files and tools.</summary>
    public sealed record Quotes(ImmutableArray<Quote> Lines) : Block;

    /// <summary>Things to do, in order.</summary>
    public sealed record Steps(ImmutableArray<Step> All) : Block;

    /// <summary>A list.</summary>
    public sealed record Items(ImmutableArray<string> All) : Block;

    /// <summary>A table; the last column takes the room that is left.</summary>
    public sealed record Table(ImmutableArray<string> Header, ImmutableArray<ImmutableArray<string>> Rows) : Block;
}

/// <summary>One layer of the ladder.</summary>
public sealed record LadderRow(Status Status, string Name, string Summary);

/// <summary>A quoted line and where it stands.</summary>
public sealed record Quote(string Where, string Text);

/// <summary>One thing to do.</summary>
/// <param name="Text">What.</param>
/// <param name="Command">Command line, quoted for a shell; null when a person must do it.</param>
/// <param name="NeedsRoot">True when only root can do it.</param>
/// <param name="Note">Risk and what it disturbs.</param>
public sealed record Step(string Text, string? Command, bool NeedsRoot, string Note)
{
    /// <summary>The command line after the prompt that tells who must type it.</summary>
    public string? Prompt => Command is null ? null : (NeedsRoot ? "# " : "$ ") + Command;
}
