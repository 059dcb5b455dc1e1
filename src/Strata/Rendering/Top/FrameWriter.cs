using System.Globalization;
using System.Text;

namespace Strata.Rendering.Top;

/// <summary>Writes what changed between two frames as control sequences of a terminal (source: ECMA-48).</summary>
public static class FrameWriter
{
    // Going on is shorter than a move of the cursor.
    private const int LongestGap = 6;

    private static readonly (TopStyle Style, int Number, bool IsColour)[] Renditions =
    [
        (TopStyle.Bold, 1, false), (TopStyle.Dim, 2, false), (TopStyle.Reverse, 7, false),
        (TopStyle.Good, 32, true), (TopStyle.Notice, 33, true), (TopStyle.Bad, 31, true), (TopStyle.Accent, 36, true),
    ];

    /// <summary>The sequences that turn one frame into another; without a frame before, or one of another size, everything.</summary>
    public static string Write(TopFrame? before, TopFrame now, bool colour)
    {
        var text = new StringBuilder();
        if (before is null || before.Width != now.Width || before.Height != now.Height)
        {
            text.Append("\e[0m\e[2J");
            before = new TopFrame(now.Width, now.Height, []);
        }
        var style = TopStyle.Plain;
        for (var row = 0; row < now.Height; row++)
        {
            for (var column = 0; column < now.Width;)
            {
                if (before[row, column] == now[row, column])
                {
                    column++;
                    continue;
                }
                column = Run(text, before, now, row, Start(before, now, row, column), colour, ref style);
            }
        }
        if (style != TopStyle.Plain)
        {
            text.Append("\e[0m");
        }
        return text.ToString();
    }

    // Half of a wide character cannot be written, nor can one be left standing.
    private static int Start(TopFrame before, TopFrame now, int row, int column) =>
        column > 0 && (now[row, column].IsRightHalf || before[row, column].IsRightHalf) ? column - 1 : column;

    private static int Run(StringBuilder text, TopFrame before, TopFrame now, int row, int start, bool colour, ref TopStyle style)
    {
        var end = start;
        for (var column = start; column < now.Width && column - end <= LongestGap; column++)
        {
            if (before[row, column] != now[row, column] || now[row, column].IsRightHalf)
            {
                end = column + 1;
            }
        }
        text.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};{start + 1}H");
        for (var column = start; column < end; column++)
        {
            var cell = now[row, column];
            if (cell.IsRightHalf)
            {
                continue;
            }
            if (cell.Style != style)
            {
                style = cell.Style;
                text.Append(Rendition(style, colour));
            }
            text.Append(cell.Text);
        }
        return end;
    }

    private static string Rendition(TopStyle style, bool colour) =>
        "\e[0" + string.Concat(Renditions.Where(one => style.HasFlag(one.Style) && (colour || !one.IsColour)).Select(one => $";{one.Number}")) + "m";
}
