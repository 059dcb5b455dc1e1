using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>
/// The clock of a bug report: the times in its `ls --full-time` lines, the only ones that no locale changes. Files under
/// /proc carry the time at which the kernel first showed them, so the oldest is close to the boot.
/// </summary>
internal sealed partial class ReportClock
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);
    private DateTimeOffset? _oldest;
    private DateTimeOffset? _newest;

    /// <summary>RFC 3339 time at which the report was taken, or null.</summary>
    public string? TakenAt => _newest?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Takes the time of a file; gives it back.</summary>
    public DateTimeOffset? Note(string path, string listing)
    {
        if (FullTime().Match(listing) is not { Success: true } match
            || !DateTimeOffset.TryParse(match.Groups["day"].Value + "T" + match.Groups["time"].Value + match.Groups["zone"].Value.Insert(3, ":"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }
        if (path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            _oldest = _oldest is null || time < _oldest ? time : _oldest;
            _newest = _newest is null || time > _newest ? time : _newest;
        }
        return time;
    }

    /// <summary>True when a file was written since the machine booted, as far as the clock tells.</summary>
    public bool IsSinceBoot(DateTimeOffset? written) => written is { } time && _oldest is { } boot && time >= boot - Slack;

    [GeneratedRegex(@" (?<day>\d{4}-\d\d-\d\d) (?<time>\d\d:\d\d:\d\d)\S* (?<zone>[+-]\d{4}) ", RegexOptions.CultureInvariant)]
    private static partial Regex FullTime();
}
