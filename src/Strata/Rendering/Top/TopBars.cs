namespace Strata.Rendering.Top;

/// <summary>Draws parts of a whole with letters.</summary>
public static class TopBars
{
    private const int Eighths = 8;
    private const string Blocks = "▏▎▍▌▋▊▉█";
    private const string Steps = "▁▂▃▄▅▆▇█";
    private const string AsciiSteps = "_.-:=+*#";

    /// <summary>A bar; what is not told has none.</summary>
    /// <param name="part">0 to 1.</param>
    /// <param name="width">Columns.</param>
    /// <param name="ascii">True when only ASCII can be shown.</param>
    public static (string Filled, string Empty) Bar(double? part, int width, bool ascii)
    {
        if (part is not { } told || !double.IsFinite(told))
        {
            return ("", new string(' ', width));
        }
        var eighths = (int)Math.Round(Math.Clamp(told, 0, 1) * width * Eighths);
        var filled = ascii ? new string('#', (eighths + (Eighths / 2)) / Eighths) : new string(Blocks[^1], eighths / Eighths) + (eighths % Eighths is > 0 and var rest ? Blocks[rest - 1].ToString() : "");
        return (filled, new string(ascii ? '.' : '·', width - filled.Length));
    }

    /// <summary>The last values of a history, one column each; a blank where nothing was told.</summary>
    public static string Line(TopHistory history, int width, bool ascii)
    {
        var steps = ascii ? AsciiSteps : Steps;
        var values = history.Values;
        var text = new char[width];
        for (var column = 0; column < width; column++)
        {
            var index = values.Length - width + column;
            text[column] = index >= 0 && values[index] is { } told && double.IsFinite(told) ? steps[Math.Clamp((int)Math.Ceiling(told * steps.Length) - 1, 0, steps.Length - 1)] : ' ';
        }
        return new string(text);
    }
}
