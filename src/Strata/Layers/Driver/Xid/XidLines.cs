using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Xid;

/// <summary>Finds the Xids in single records of the kernel's log.</summary>
public static class XidLines
{
    /// <summary>The Xids of a record, in order.</summary>
    /// <param name="lines">Its lines as dmesg prints them.</param>
    public static ImmutableArray<XidEvent> Find(IEnumerable<string> lines)
    {
        ImmutableArray<LogLine> candidates = [.. lines.Select((line, index) => new LogLine(index + 1, line))];
        return candidates.Any(line => line.Text.Contains(XidSigns.Driver.Needle, StringComparison.Ordinal))
            ? XidParser.Parse(new LogScanner([XidSigns.Driver, XidSigns.MmuFault]).Scan([new LogText("dmesg", Era.Current, candidates)], keepUnrecognised: false), withSummaries: false)
            : [];
    }
}
