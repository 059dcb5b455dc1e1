using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Xid;

/// <summary>Memory errors of one GPU over boots and resets.</summary>
/// <param name="Gpu">The GPU; null when no line names it.</param>
/// <param name="Events">Its memory Xids of every era, in order.</param>
public sealed record MemoryHistory(PciAddress? Gpu, ImmutableArray<XidEvent> Events)
{
    /// <summary>The histories of all GPUs that have a memory Xid in the current boot.</summary>
    public static ImmutableArray<MemoryHistory> Of(DriverFacts driver) =>
    [
        .. driver.Xids.Where(item => XidRouting.Memory.Contains(item.Code))
            .GroupBy(item => item.Gpu)
            .Select(group => new MemoryHistory(group.Key, [.. group]))
            .Where(history => !history.Current.IsEmpty)
            .OrderBy(history => history.Gpu),
    ];

    /// <summary>Those of the current boot.</summary>
    public ImmutableArray<XidEvent> Current => [.. Events.Where(item => item.Era == Era.Current)];

    /// <summary>Events of the current boot with one of these numbers.</summary>
    public ImmutableArray<XidEvent> With(params ReadOnlySpan<int> codes)
    {
        var wanted = codes.ToArray();
        return [.. Current.Where(item => wanted.Contains(item.Code))];
    }

    /// <summary>Repairs recorded since the last reset or driver start.</summary>
    public ImmutableArray<XidEvent> PendingRepairs(LogFacts log)
    {
        var lastReset = LastReset(log);
        return [.. With(63, 64).Where(item => item.Order > lastReset && item.Testimony != XidTestimony.Monitor && (item.Code == 63 || IsPendingText(item)))];
    }

    /// <summary>A repair and an error after it with a reset or a boot between them; empty when there is no such pair.</summary>
    public ImmutableArray<XidEvent> Repeats(LogFacts log)
    {
        var repairs = Events.Where(item => item.Code is 63 or 64).ToList();
        foreach (var later in Current.Where(item => item.Code is 48 or 63 or 64 or 95 or 140 or 171))
        {
            var before = repairs.Find(repair => repair.Era == Era.EarlierBoot || (repair.Era == Era.Current && repair.Order < later.Order
                && ResetsBetween(log, repair, later)));
            if (before is not null)
            {
                return [before, later];
            }
        }
        return [];
    }

    /// <summary>True when a 64 only says that the row waits already.</summary>
    public static bool IsPendingText(XidEvent item) => item.Text.Contains("already pending remapping", StringComparison.OrdinalIgnoreCase);

    /// <summary>True when the repair is that of whole pages, as GPUs before Ampere do it.</summary>
    public static bool IsPage(XidEvent item) =>
        item.Text.Contains("Page Retirement", StringComparison.OrdinalIgnoreCase) || item.Text.Contains("Blacklist", StringComparison.OrdinalIgnoreCase)
        || item.Text.Contains("retire page", StringComparison.OrdinalIgnoreCase);

    private static bool ResetsBetween(LogFacts log, XidEvent from, XidEvent to) =>
        log.Current(DriverSigns.Loading, DriverSigns.WasReset).Any(hit => hit.Order > from.Order && hit.Order < to.Order && hit.Source.Name == from.Source.Name);

    private static int LastReset(LogFacts log) =>
        log.Current(DriverSigns.Loading, DriverSigns.WasReset).Select(hit => hit.Order).DefaultIfEmpty(-1).Max();
}
