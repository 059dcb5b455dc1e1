using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Xid;

/// <summary>Makes events of the lines in which Xids and SXids were found.</summary>
public static partial class XidParser
{
    /// <summary>The Xids of all logs, in order; the same event in two logs counts once.</summary>
    /// <param name="log">Hits.</param>
    /// <param name="withSummaries">Also takes what a person wrote about a log; false where logs are complete.</param>
    public static ImmutableArray<XidEvent> Parse(LogFacts log, bool withSummaries)
    {
        var events = new List<XidEvent>();
        var faults = log.All(XidSigns.MmuFault).ToLookup(hit => (hit.Source.Name, hit.Source.Line));
        foreach (var hit in log.All(XidSigns.Driver))
        {
            var found = OfDriver(hit);
            var second = found.Code == 31 ? faults[(hit.Source.Name, hit.Source.Line + 1)].FirstOrDefault() : null;
            events.Add(second is null ? found : found with { Text = $"{found.Text} {second["fault"]}".Trim() });
        }
        foreach (var hit in XidSigns.Monitors.SelectMany(sign => log.All(sign)))
        {
            events.Add(Make(hit, hit["code"], null, hit["device"]) with { Testimony = XidTestimony.Monitor });
        }
        var told = events.Select(item => item.Code).ToHashSet();
        foreach (var hit in withSummaries ? [.. log.All(XidSigns.Summary), .. log.All(XidSigns.SummaryCapital), .. log.All(XidSigns.SummarySmall)] : ImmutableArray<LogHit>.Empty)
        {
            events.AddRange(OfSummary(hit).Where(item => !told.Contains(item.Code)));
        }
        return [.. events.OrderBy(item => item.Order).DistinctBy(item => (item.Code, item.Gpu, item.Slice, item.Text, item.Seconds, item.Wall, item.Era))];
    }

    /// <summary>The SXids of all logs, in order; a second line with the data words of the same event counts once.</summary>
    public static ImmutableArray<SxidEvent> ParseSwitch(LogFacts log)
    {
        var events = new List<SxidEvent>();
        foreach (var hit in log.All(XidSigns.Switch))
        {
            var code = Number(hit["code"]) ?? 0;
            var place = PciAddress.Parse(hit["where"]);
            var isContinuation = hit["severity"].Length == 0 && hit["rest"].Contains("Data {", StringComparison.Ordinal)
                && events.Exists(item => item.Code == code && item.Switch == place && item.Era == hit.Era);
            if (!isContinuation)
            {
                events.Add(new SxidEvent(code, place, hit["severity"], Number(hit["link"]), hit.Source, hit.Era, hit.Order));
            }
        }
        return [.. events.OrderBy(item => item.Order)];
    }

    private static XidEvent OfDriver(LogHit hit)
    {
        var where = Where().Match(hit["where"]);
        var rest = Rest().Match(hit["rest"]);
        var cause = Cause().Match(hit["rest"]);
        return Make(hit, hit["code"], PciAddress.Parse(where.Groups["gpu"].Value), rest.Groups["text"].Value) with
        {
            Slice = where.Groups["slice"].Value.Trim(),
            Pid = Number(rest.Groups["pid"].Value),
            Process = rest.Groups["name"].Value.Trim('\'', '<', '>', ' ') is var name && name != "unknown" ? name : "",
            CausedBy = cause.Success ? Number(cause.Groups["code"].Value) : null,
        };
    }

    private static IEnumerable<XidEvent> OfSummary(LogHit hit)
    {
        // A program that quotes or explains an Xid in its own log does not report one.
        if (hit.Prefix.Writer.Length > 0 || Negation().IsMatch(hit["before"]))
        {
            yield break;
        }
        yield return Make(hit, hit["code"], null, hit["rest"]) with { Testimony = XidTestimony.Summary };
        foreach (Match more in More().Matches(hit["rest"]))
        {
            yield return Make(hit, more.Groups["code"].Value, null, hit["rest"]) with { Testimony = XidTestimony.Summary };
        }
    }

    private static XidEvent Make(LogHit hit, string code, PciAddress? gpu, string text) =>
        new(Number(code) ?? 0, gpu, text.Trim(), hit.Source, hit.Era, hit.Order) { Seconds = hit.Prefix.Seconds, Wall = hit.Prefix.Wall };

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    // "PCI:0000:01:00 GPU-I:05 GPU-CI:00"
    [GeneratedRegex(@"^(?:PCI:)?(?<gpu>[0-9A-Fa-f:.]+)(?<slice>(?: GPU-C?I:\d+)*)", RegexOptions.CultureInvariant)]
    private static partial Regex Where();

    // "pid='<unknown>', name=<unknown>, text", "pid=7194, name=python, text", "pid=1896, text", "text"
    [GeneratedRegex(@"^(?:pid='?<?(?<pid>\w*)>?'?,? ?)?(?:name=(?<name>[^,]*),? ?)?(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Rest();

    [GeneratedRegex(@"caused by previous Xid (?<code>\d{1,3})", RegexOptions.CultureInvariant)]
    private static partial Regex Cause();

    // "Xid 48 / 171", "Xid 48, 63 and 94"; followed by no unit or fraction
    [GeneratedRegex(@"(?:\G(?: ?[/,&+]| and| or) ?|[^\w.]Xids? )(?<code>\d{2,3})(?![\w.])", RegexOptions.CultureInvariant)]
    private static partial Regex More();

    [GeneratedRegex(@"(?i)\b(?:no|not|without|never|neither|any|unlike|if)\b[^.;]{0,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Negation();
}
