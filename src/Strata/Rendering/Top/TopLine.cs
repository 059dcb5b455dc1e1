using System.Text;

namespace Strata.Rendering.Top;

/// <summary>A line of cells. Every text comes in through it, so here control characters are dropped and columns are counted.</summary>
/// <param name="ascii">True when only ASCII can be shown.</param>
public sealed class TopLine(bool ascii)
{
    private readonly List<TopCell> _cells = [];

    /// <summary>The process that the line shows; null for other lines.</summary>
    public TopProcessKey? Process { get; init; }

    /// <summary>Columns so far.</summary>
    public int Columns => _cells.Count;

    /// <summary>The cells.</summary>
    public IReadOnlyList<TopCell> Cells => _cells;

    /// <summary>Appends a text.</summary>
    public TopLine Add(string text, TopStyle style = TopStyle.Plain)
    {
        foreach (var rune in (ascii ? TextFlow.ToAscii(text) : text).EnumerateRunes())
        {
            if (PlainText.IsUnsafe(rune))
            {
                continue;
            }
            switch (TextFlow.Columns(rune))
            {
                case 0 when _cells.Count > 0:
                    var owner = _cells.FindLastIndex(cell => !cell.IsRightHalf);
                    _cells[owner] = _cells[owner] with { Text = Joined(_cells[owner].Text, rune) };
                    break;
                case 1:
                    _cells.Add(new TopCell(rune.ToString(), style));
                    break;
                case 2:
                    _cells.Add(new TopCell(rune.ToString(), style));
                    _cells.Add(new TopCell("", style));
                    break;
            }
        }
        return this;
    }

    /// <summary>Appends a text in a column of its own, cut or filled on its right, and a blank.</summary>
    public TopLine Left(string text, int width, TopStyle style = TopStyle.Plain)
    {
        var end = Columns + width;
        return Add(text, style).Cut(end).To(end).Add(" ");
    }

    /// <summary>Appends a text in a column of its own, cut or filled on its left, and a blank.</summary>
    public TopLine Right(string text, int width, TopStyle style = TopStyle.Plain)
    {
        var end = Columns + width;
        return To(end - TextFlow.Columns(text)).Add(text, style).Cut(end).Add(" ");
    }

    /// <summary>Fills with blanks up to a column.</summary>
    public TopLine To(int column)
    {
        while (_cells.Count < column)
        {
            _cells.Add(TopCell.Blank);
        }
        return this;
    }

    /// <summary>Drops what is behind a column; a mark shows that something was there.</summary>
    public TopLine Cut(int columns)
    {
        if (_cells.Count <= columns || columns < 1)
        {
            return this;
        }
        var style = _cells[columns - 1].Style;
        _cells.RemoveRange(columns - 1, _cells.Count - columns + 1);
        if (_cells is [.., var last] && TextFlow.Columns(last.Text) == 2)
        {
            _cells[^1] = TopCell.Blank;
        }
        _cells.Add(new TopCell(ascii ? "~" : "…", style));
        return this;
    }

    /// <summary>Gives all cells a further style.</summary>
    public TopLine Over(TopStyle style)
    {
        for (var i = 0; i < _cells.Count; i++)
        {
            _cells[i] = _cells[i] with { Style = _cells[i].Style | style };
        }
        return this;
    }

    /// <summary>The text without its style.</summary>
    public override string ToString() => string.Concat(_cells.Select(cell => cell.Text)).TrimEnd();

    // A heap of marks on one letter would fill the screen of some terminals.
    private static string Joined(string text, Rune mark) => text.Length < 8 ? text + mark.ToString() : text;
}
