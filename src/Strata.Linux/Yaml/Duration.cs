using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Linux.Yaml;

/// <summary>Times as configuration writes them: numbers with units, largest first, such as <c>1h30m</c>. Zero needs no unit.</summary>
public static partial class Duration
{
    private static readonly (string Unit, double Seconds)[] Units = [("d", 86400), ("h", 3600), ("m", 60), ("s", 1), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)];

    /// <summary>Reads one; null for anything else.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }
        var match = Form().Match(text);
        if (!match.Success || text.Length is 0 or > 40)
        {
            return null;
        }
        var seconds = 0.0;
        foreach (var (unit, length) in Units)
        {
            seconds += match.Groups[unit] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) * length : 0;
        }
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Writes one in the largest unit that divides it.</summary>
    public static string Text(TimeSpan time)
    {
        foreach (var (unit, length) in Units)
        {
            if (time.Ticks != 0 && Math.Abs(time.TotalSeconds / length) is var count && count >= 1 && count == Math.Floor(count))
            {
                return count.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }
        return "0";
    }

    [GeneratedRegex(@"^(?=.)(?:(?<d>\d+(?:\.\d+)?)d)?(?:(?<h>\d+(?:\.\d+)?)h)?(?:(?<m>\d+(?:\.\d+)?)m(?!s))?(?:(?<s>\d+(?:\.\d+)?)s)?(?:(?<ms>\d+(?:\.\d+)?)ms)?(?:(?<us>\d+(?:\.\d+)?)us)?(?:(?<ns>\d+(?:\.\d+)?)ns)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
