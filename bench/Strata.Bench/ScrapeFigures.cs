using System.Globalization;

namespace Strata.Bench;

/// <summary>How scrapes went.</summary>
internal sealed record ScrapeFigures(int Count, int Failed, double MedianMilliseconds, double NinetyNinthMilliseconds, double LargestMilliseconds, int Bytes)
{
    public static ScrapeFigures Of(List<double> milliseconds, int failed, int bytes)
    {
        milliseconds.Sort();
        return new ScrapeFigures(milliseconds.Count, failed, At(milliseconds, 0.5), At(milliseconds, 0.99), At(milliseconds, 1), bytes);
    }

    public string Line => string.Create(
        CultureInfo.InvariantCulture, $"{Count} {Failed} {MedianMilliseconds:F3} {NinetyNinthMilliseconds:F3} {LargestMilliseconds:F3} {Bytes}");

    private static double At(List<double> sorted, double part) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(part * sorted.Count))];
}
