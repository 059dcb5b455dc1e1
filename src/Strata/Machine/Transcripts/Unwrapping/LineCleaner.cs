using System.Buffers;
using System.Net;
using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Removes colours, markup and blanks that only look like blanks from one line.</summary>
internal static partial class LineCleaner
{
    // One vectorised search tells that a line needs no further look; a colour whose escape was lost is known by its end.
    private static readonly SearchValues<string> Suspect = SearchValues.Create(
        ["\u001b", "\u00a0", "\u2007", "\u202f", "\u200b", "\u200e", "\u200f", "\ufeff", "\r", "<", "&lt;", "&gt;", "&amp;", "&quot;", "&apos;", "&nbsp;", "&#", "#0", "^[[", "^[]", "[0m", "[0;", "[1;", "[01;", "[1m", "[3"],
        StringComparison.Ordinal);

    /// <summary>The line without them.</summary>
    public static string Clean(string line)
    {
        if (!line.AsSpan().ContainsAny(Suspect))
        {
            return line;
        }
        var text = Colour().Replace(line.TrimEnd('\r'), "").Replace("#011", "\t", StringComparison.Ordinal);
        text = Invisible().Replace(text, match => match.ValueSpan[0] is '\u00a0' or '\u2007' or '\u202f' ? " " : "");
        if (text.Contains('<', StringComparison.Ordinal))
        {
            text = Markup().Replace(text, "");
        }
        return Entity().IsMatch(text) ? WebUtility.HtmlDecode(text).Replace('\u00a0', ' ') : text;
    }

    // Escape sequences, also as rsyslog and cat -v write them, and what is left of one whose first character was lost.
    [GeneratedRegex(@"(?:\e|#033|\^\[)(?:\[[0-9;?]*[A-Za-z]|\][^\a\e]*(?:\a|\e\\))|\[(?:[0-9]{1,3};)*[0-9]{1,3}m", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();

    [GeneratedRegex("[\u00a0\u2007\u202f\u200b\u200e\u200f\ufeff]", RegexOptions.CultureInvariant)]
    private static partial Regex Invisible();

    [GeneratedRegex(@"</?(?:details|summary|pre|code|p|br|span|div|b|i|em|strong|blockquote|font|li|ul|ol|kbd|samp|tt)(?:\s[^<>]*)?/?>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex("&(?:lt|gt|amp|quot|apos|nbsp|#[0-9]{2,5}|#x[0-9a-fA-F]{2,4});", RegexOptions.CultureInvariant)]
    private static partial Regex Entity();
}
