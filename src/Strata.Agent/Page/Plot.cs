using System.Collections.Immutable;
using Strata.Sampling.History;

namespace Strata.Agent.Page;

/// <summary>
/// Draws a curve: a band from the lowest to the highest value of each stretch and a line through the means. Heights are whole
/// hundredths of the scale and each point is told by its distance from the last, which keeps a plot below a kilobyte.
/// </summary>
internal static class Plot
{
    public static void Write(HtmlBuffer html, Curve curve, double top)
    {
        html.Write($"<svg class=\"plot\" viewBox=\"0 0 {curve.Buckets.Length} 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        if (!curve.Whole.IsGap)
        {
            html.Write($"<path class=\"band\" d=\"");
            Each(curve.Buckets, (start, end) => Band(html, curve.Buckets.AsSpan(start, end - start), start, top));
            html.Write($"\"/><path class=\"mean\" d=\"");
            Each(curve.Buckets, (start, end) => Mean(html, curve.Buckets.AsSpan(start, end - start), start, top));
            html.Write($"\"/>");
        }
        html.Write($"</svg>");
    }

    // Stretches without a gap between them.
    private static void Each(ImmutableArray<Bucket> buckets, Action<int, int> write)
    {
        for (var start = 0; start < buckets.Length; start++)
        {
            if (buckets[start].IsGap)
            {
                continue;
            }
            var end = start + 1;
            while (end < buckets.Length && !buckets[end].IsGap)
            {
                end++;
            }
            write(start, end);
            start = end;
        }
    }

    private static void Band(HtmlBuffer html, ReadOnlySpan<Bucket> buckets, int start, double top)
    {
        var height = Height(buckets[0].Maximum, top);
        html.Write($"M{start} {height}");
        if (buckets.Length == 1)
        {
            html.Write($"h1V{Height(buckets[0].Minimum, top)}h-1z");
            return;
        }
        for (var i = 1; i < buckets.Length; i++)
        {
            height = Step(html, 1, height, Height(buckets[i].Maximum, top));
        }
        height = Height(buckets[^1].Minimum, top);
        html.Write($"V{height}");
        for (var i = buckets.Length - 2; i >= 0; i--)
        {
            height = Step(html, -1, height, Height(buckets[i].Minimum, top));
        }
        html.Write($"z");
    }

    private static void Mean(HtmlBuffer html, ReadOnlySpan<Bucket> buckets, int start, double top)
    {
        var height = Height(buckets[0].Mean, top);
        html.Write($"M{start} {height}");
        if (buckets.Length == 1)
        {
            html.Write($"h1");
        }
        for (var i = 1; i < buckets.Length; i++)
        {
            height = Step(html, 1, height, Height(buckets[i].Mean, top));
        }
    }

    private static int Step(HtmlBuffer html, int right, int from, int to)
    {
        switch (to - from)
        {
            case 0:
                html.Write($"h{right}");
                break;
            case < 0 and var up:
                html.Write($"l{right}{up}");
                break;
            case var down:
                html.Write($"l{right} {down}");
                break;
        }
        return to;
    }

    private static int Height(float value, double top) => 100 - (int)Math.Round(Math.Clamp(value / top, 0, 1) * 100);
}
