using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>Lines of text with the place they came from; line numbers are those of the input that holds them.</summary>
/// <param name="Name">Path, command line or log name.</param>
/// <param name="Lines">The lines without their ends.</param>
/// <param name="FirstLine">One-based number of the first line in the input.</param>
public sealed record TextDocument(string Name, ImmutableArray<string> Lines, int FirstLine = 1)
{
    private static readonly string[] LineEnds = ["\r\n", "\n"];

    /// <summary>Line numbers of the input where they do not simply follow each other; empty otherwise.</summary>
    public ImmutableArray<int> Numbers { get; init; } = [];

    /// <summary>Splits a text at its line ends.</summary>
    public static TextDocument Of(string name, string text, int firstLine = 1)
    {
        var lines = text.Split(LineEnds, StringSplitOptions.None);
        var count = lines.Length > 0 && lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        return new TextDocument(name, ImmutableArray.Create(lines, 0, count), firstLine);
    }

    /// <summary>All lines joined by line feeds.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>The first line trimmed, or an empty string.</summary>
    public string FirstTrimmed => Lines.Length == 0 ? "" : Lines[0].Trim();

    /// <summary>The place of line <paramref name="index"/>, counted from zero in this document.</summary>
    public Source At(int index) =>
        index >= 0 && index < Lines.Length ? new Source(Name, index < Numbers.Length ? Numbers[index] : FirstLine + index, Lines[index]) : new Source(Name);

    /// <summary>The place of the first line that contains <paramref name="text"/>, or of the whole document.</summary>
    public Source Find(string text)
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i].Contains(text, StringComparison.Ordinal))
            {
                return At(i);
            }
        }
        return new Source(Name);
    }

    /// <summary>The place of the document as a whole.</summary>
    public Source Whole => Lines.Length > 0 ? At(0) : new Source(Name);
}
