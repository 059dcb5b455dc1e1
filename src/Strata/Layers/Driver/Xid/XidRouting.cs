using System.Collections.Immutable;

namespace Strata.Layers.Driver.Xid;

/// <summary>Which Xids have a rule of their own; the rest are judged by the catalogue.</summary>
public static class XidRouting
{
    /// <summary>Errors of the GPU's memory and what the driver did about them.</summary>
    public static ImmutableHashSet<int> Memory { get; } = [48, 63, 64, 94, 95, 140, 171, 172];

    /// <summary>NVLink 5 events, which have to be decoded.</summary>
    public static ImmutableHashSet<int> NvLink5 { get; } = [144, 145, 146, 147, 148, 149, 150];

    /// <summary>The GPU's system processor does not answer or crashed.</summary>
    public static ImmutableHashSet<int> Gsp { get; } = [119, 120];

    /// <summary>
    /// Slugs that explain a finding made of these events besides the declared ones: what only the device plugin tells may be
    /// long over, and its memory of it is the defect.
    /// </summary>
    public static ImmutableArray<string> Doubt(IEnumerable<XidEvent> events) =>
        events.All(item => item.Testimony == XidTestimony.Monitor) ? ["device-plugin-keeps-gpu-unhealthy-after-xid"] : [];

    /// <summary>The NVLink 5 code that an event is about: its own, or the one that it names as its cause; null for other events.</summary>
    public static int? NvLink5Code(XidEvent item) => NvLink5.Contains(item.Code) ? item.Code
        : item is { Code: 45, CausedBy: { } cause } && NvLink5.Contains(cause) ? cause : null;

    /// <summary>True when a link of this GPU failed in the current boot, so that its recovery is that of the link.</summary>
    public static bool HasLinkFailure(DriverFacts driver, Bus.PciAddress? gpu) =>
        driver.CurrentXids.Any(item => item.Gpu == gpu && NvLink5Code(item) is not null);

    /// <summary>True when another rule judges the event.</summary>
    public static bool HasOwnRule(XidEvent item) =>
        Memory.Contains(item.Code) || Gsp.Contains(item.Code) || item.Code is 54 or 79 or 154
        || NvLink5Code(item) is not null
        || KernelFault.IsOne(item);
}
