using System.Collections.Immutable;
using Strata.Sampling.History;

namespace Strata.Agent.Page;

/// <summary>
/// Draws a curve: a line through the means, and a band from the lowest to the highest value of each stretch where it can be seen.
/// Heights are whole pixels and each point is told by its distance from the last, which keeps a plot below a kilobyte.
/// </summary>
internal static class Plot
{
    private const int Pixels = 54;

    // Below this the band lies under the line.
    private const int VisibleBand = 3;

    public static void Write(HtmlBuffer html, Curve curve, double top)
    {
        html.Write($"<svg class=\"plot\" viewBox=\"0 0 {curve.Buckets.Length} {Pixels}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        if (!curve.Whole.IsGap)
        {
            html.Write($"<path class=\"band\" d=\"");
            Each(curve.Buckets, bucket => Height(bucket.Minimum, top) - Height(bucket.Maximum, top) >= VisibleBand, (start, end) => Band(html, curve.Buckets.AsSpan(start, end - start), start, top));
            html.Write($"\"/><path class=\"mean\" d=\"");
            Each(curve.Buckets, bucket => !bucket.IsGap, (start, end) => Mean(html, curve.Buckets.AsSpan(start, end - start), start, top));
            html.Write($"\"/>");
        }
        html.Write($"</svg>");
    }

    // Runs of stretches that belong to the drawing.
    private static void Each(ImmutableArray<Bucket> buckets, Predicate<Bucket> belongs, Action<int, int> write)
    {
        for (var start = 0; start < buckets.Length; start++)
        {
            if (!belongs(buckets[start]))
            {
                continue;
            }
            var end = start + 1;
            while (end < buckets.Length && belongs(buckets[end]))
            {
                end++;
            }
            write(start, end);
            start = end;
        }
    }

    private static void Band(HtmlBuffer html, ReadOnlySpan<Bucket> buckets, int start, double top)
    {
        var pen = new Pen(html, start, Height(buckets[0].Maximum, top));
        if (buckets.Length == 1)
        {
            html.Write($"h1V{Height(buckets[0].Minimum, top)}h-1z");
            return;
        }
        for (var i = 1; i < buckets.Length; i++)
        {
            pen.Step(1, Height(buckets[i].Maximum, top));
        }
        pen.Drop(Height(buckets[^1].Minimum, top));
        for (var i = buckets.Length - 2; i >= 0; i--)
        {
            pen.Step(-1, Height(buckets[i].Minimum, top));
        }
        pen.End();
        html.Write($"z");
    }

    private static void Mean(HtmlBuffer html, ReadOnlySpan<Bucket> buckets, int start, double top)
    {
        var pen = new Pen(html, start, Height(buckets[0].Mean, top));
        if (buckets.Length == 1)
        {
            html.Write($"h1");
            return;
        }
        for (var i = 1; i < buckets.Length; i++)
        {
            pen.Step(1, Height(buckets[i].Mean, top));
        }
        pen.End();
    }

    // NaN has no height and no difference to another one.
    private static int Height(float value, double top) => Pixels - (int)Math.Round(Math.Clamp(value / top, 0, 1) * Pixels);
}
