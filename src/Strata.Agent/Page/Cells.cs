using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>Values in words: what the driver does not tell is N/A, what nobody measured any more is stale, and neither looks like a zero.</summary>
internal static class Cells
{
    private const double Gibi = 1024.0 * 1024 * 1024;

    /// <summary>Opens the value of a GPU; false after it has said why there is none.</summary>
    public static bool Has(HtmlBuffer html, GpuStatus gpu, double? value)
    {
        if (value is not null)
        {
            return true;
        }
        Missing(html, gpu);
        return false;
    }

    /// <summary>Says why there is no value.</summary>
    public static void Missing(HtmlBuffer html, GpuStatus gpu)
    {
        if (gpu.IsUp is null)
        {
            html.Write($"<span class=\"gone\" title=\"it is left alone on purpose\">not read</span>");
        }
        else if (gpu.Sample is not null)
        {
            html.Write($"<span class=\"na\" title=\"the driver does not tell\">N/A</span>");
        }
        else if (gpu.SampledAt is not null)
        {
            html.Write($"<span class=\"gone\" title=\"the last answer is too old\">stale</span>");
        }
        else
        {
            html.Write($"<span class=\"gone\" title=\"it never answered\">none</span>");
        }
    }

    public static void Bar(HtmlBuffer html, double? part)
    {
        if (part is { } share)
        {
            html.Write($"<svg class=\"bar\" aria-hidden=\"true\"><rect width=\"{Math.Round(Math.Clamp(share, 0, 1) * 100):0}%\" height=\"5\"/></svg>");
        }
    }

    public static string Gib(double bytes) => FormattableString.Invariant($"{bytes / Gibi:0.0}");

    public static string Percent(double share) => share is > 0 and < 0.005 ? "<1\u00a0%" : FormattableString.Invariant($"{share * 100:0}\u00a0%");
}
