namespace Strata.Rendering.Top;

/// <summary>What the whole terminal shows.</summary>
public sealed class TopFrame
{
    private readonly TopCell[] _cells;

    /// <summary>Lays lines on a terminal, from the top; what has no place is cut.</summary>
    public TopFrame(int width, int height, IEnumerable<TopLine> lines)
    {
        (Width, Height) = (width, height);
        _cells = new TopCell[width * height];
        Array.Fill(_cells, TopCell.Blank);
        var row = 0;
        foreach (var line in lines.Take(height))
        {
            var cells = line.Cut(width).Cells;
            for (var column = 0; column < cells.Count; column++)
            {
                _cells[(row * width) + column] = cells[column];
            }
            row++;
        }
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The cell in a row and a column, from zero.</summary>
    public TopCell this[int row, int column] => _cells[(row * Width) + column];

    /// <summary>The text of a row without its style.</summary>
    public string Text(int row) => string.Concat(_cells.Skip(row * Width).Take(Width).Select(cell => cell.Text)).TrimEnd();
}
