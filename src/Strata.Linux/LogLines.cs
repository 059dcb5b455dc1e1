using Strata.Machine;

namespace Strata.Linux;

/// <summary>Numbers the lines of a text.</summary>
internal static class LogLines
{
    public static IEnumerable<LogLine> Of(TextDocument text)
    {
        for (var i = 0; i < text.Lines.Length; i++)
        {
            yield return new LogLine(i < text.Numbers.Length ? text.Numbers[i] : text.FirstLine + i, text.Lines[i]);
        }
    }

    /// <summary>The log of a file in two parts: the last boot that it shows, and what is before it.</summary>
    public static IEnumerable<LogText> ByBoot(TextDocument text)
    {
        var start = LastBoot(text);
        if (start > 0)
        {
            yield return new LogText(text.Name, Era.EarlierBoot, Of(text).Take(start));
        }
        yield return new LogText(text.Name, Era.Current, Of(text).Skip(start));
    }

    // The first line of every boot is "Linux version 6.1.0-13-amd64 (...)".
    private static int LastBoot(TextDocument text)
    {
        for (var i = text.Lines.Length - 1; i > 0; i--)
        {
            var line = text.Lines[i];
            var at = line.IndexOf("Linux version ", StringComparison.Ordinal);
            if (at >= 0 && (line.AsSpan(0, at).TrimEnd().EndsWith("kernel:") || line.AsSpan(0, at).Contains("0.000000]", StringComparison.Ordinal)))
            {
                return i;
            }
        }
        return 0;
    }
}
