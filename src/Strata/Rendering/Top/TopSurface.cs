using System.Globalization;

namespace Strata.Rendering.Top;

/// <summary>What lines are drawn on.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Ascii">True when only ASCII can be shown.</param>
public sealed record TopSurface(int Width, int Height, bool Ascii)
{
    /// <summary>Fewest columns that are enough.</summary>
    public const int LeastWidth = 80;

    /// <summary>Fewest rows that are enough.</summary>
    public const int LeastHeight = 24;

    /// <summary>True when there is room for a page.</summary>
    public bool IsEnough => Width >= LeastWidth && Height >= LeastHeight;

    /// <summary>An empty line.</summary>
    internal TopLine Line() => new(Ascii);

    /// <summary>A line with a text.</summary>
    internal TopLine Line(string text, TopStyle style = TopStyle.Plain) => Line().Add(text, style);

    /// <summary>Appends a bar.</summary>
    internal void Bar(TopLine line, double? part, int width, TopStyle style = TopStyle.Accent)
    {
        var (filled, empty) = TopBars.Bar(part, width, Ascii);
        line.Add(filled, style).Add(empty, TopStyle.Dim);
    }

    /// <summary>A number with its unit; N/A when it was not told.</summary>
    internal static string Number(double? value, string unit, string form = "0") =>
        value is { } told && double.IsFinite(told) ? told.ToString(form, CultureInfo.InvariantCulture) + unit : "N/A";

    /// <summary>A part as a percentage; N/A when it was not told.</summary>
    internal static string Share(double? part) => Number(part * 100, "%");

    /// <summary>Bytes in the unit that leaves few digits.</summary>
    internal static string Bytes(double? bytes) => bytes switch
    {
        null => "N/A",
        < 10d * 1024 * 1024 * 1024 => Number(bytes / (1024 * 1024), "MiB"),
        _ => Number(bytes / (1024 * 1024 * 1024), "GiB", "0.0"),
    };
}
