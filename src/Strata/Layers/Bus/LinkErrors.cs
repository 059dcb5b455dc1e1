using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Bus;

/// <summary>One error report of a PCI Express link that leads to a GPU.</summary>
/// <param name="Hit">The line.</param>
/// <param name="Gpu">The GPU, where it is known which one.</param>
/// <param name="Severe">True when the link lost data or went down.</param>
/// <param name="Sure">True when the topology or the line itself ties the link to a GPU.</param>
public sealed record LinkError(LogHit Hit, PciAddress? Gpu, bool Severe, bool Sure);

/// <summary>Tells errors on the links of GPUs from those of other devices.</summary>
public static class LinkErrors
{
    /// <summary>Signs that this class reads.</summary>
    public static ImmutableArray<LogSign> Signs { get; } =
        [BusSigns.BusError, BusSigns.BusErrorDevice, BusSigns.FirmwareAer, BusSigns.ToldLinkError, BusSigns.RecoveryWithoutGpu, BusSigns.NoAwareDriver, BusSigns.LinkDown, BusSigns.Containment];

    // Drivers that only ever bind functions of an NVIDIA card, or that may bind one.
    private static bool MayBindGpu(string driver) => driver is "nvidia" or "nouveau" or "nvidia-gpu" or "vfio-pci";

    /// <summary>Errors of the given era on links that lead to GPUs, in order.</summary>
    public static ImmutableArray<LinkError> Find(Snapshot snapshot, Era era)
    {
        var hits = Signs.SelectMany(sign => snapshot.Log.All(sign)).Where(hit => hit.Era == era).OrderBy(hit => hit.Order).ToList();
        if (hits.Count == 0)
        {
            return [];
        }
        var named = NamedGpus(snapshot, hits);
        var topology = snapshot.Bus.Gpus.Any(gpu => !gpu.Ports.IsEmpty);
        var strangers = hits.Exists(hit => IsOfAnotherDevice(snapshot, named, hit));
        return [.. hits.Select(hit => Place(snapshot, named, topology, strangers, hit)).OfType<LinkError>()];
    }

    // GPUs that the error lines themselves name, besides those that the bus shows.
    private static HashSet<PciAddress> NamedGpus(Snapshot snapshot, List<LogHit> hits)
    {
        var named = snapshot.Bus.Gpus.Select(gpu => gpu.Address.Slot).ToHashSet();
        foreach (var hit in hits)
        {
            var isNvidia = hit.Sign == BusSigns.RecoveryWithoutGpu || hit.Sign == BusSigns.NoAwareDriver
                || (hit.Sign == BusSigns.BusErrorDevice && hit["vendor"] == "10de") || ((hit.Sign == BusSigns.BusError || hit.Sign == BusSigns.FirmwareAer) && hit["driver"] is "nvidia" or "nouveau");
            if (isNvidia && PciAddress.TryParse(hit["address"], out var address))
            {
                named.Add(address.Slot);
            }
        }
        return named;
    }

    private static bool IsOfAnotherDevice(Snapshot snapshot, HashSet<PciAddress> named, LogHit hit) =>
        hit.Sign == BusSigns.BusError && hit["driver"] is { Length: > 0 } driver && driver != "pcieport" && !MayBindGpu(driver)
        && PciAddress.TryParse(hit["address"], out var address) && !named.Contains(address.Slot) && snapshot.Bus.At(address)?.Vendor != PciFunction.Nvidia;

    private static LinkError? Place(Snapshot snapshot, HashSet<PciAddress> named, bool topology, bool strangers, LogHit hit)
    {
        var severe = hit["severity"].StartsWith("Uncorrect", StringComparison.Ordinal) || hit.Sign == BusSigns.LinkDown || hit.Sign == BusSigns.Containment
            || hit.Sign == BusSigns.RecoveryWithoutGpu || hit.Sign == BusSigns.NoAwareDriver;
        PciAddress? only = named.Count == 1 ? named.First() : null;
        if (!PciAddress.TryParse(hit["address"], out var address))
        {
            return snapshot.Origin.Kind == OriginKind.Text && !strangers && (hit.Sign == BusSigns.BusError || hit.Sign == BusSigns.ToldLinkError) ? new LinkError(hit, only, severe, Sure: false) : null;
        }
        if (named.Contains(address.Slot))
        {
            return new LinkError(hit, address.Slot, severe, Sure: true);
        }
        var below = snapshot.Bus.Gpus.Where(gpu => gpu.Ports.Contains(address)).ToList();
        if (below.Count > 0)
        {
            return new LinkError(hit, below.Count == 1 ? below[0].Address : null, severe, Sure: true);
        }
        // A bare port in a pasted text: people paste what troubles their GPU, unless the text names another device.
        return !topology && !strangers && snapshot.Origin.Kind == OriginKind.Text && hit["driver"] is "pcieport" or "" && hit.Sign != BusSigns.BusErrorDevice
            ? new LinkError(hit, only, severe, Sure: false)
            : null;
    }

    /// <summary>The error that comes before a loss of the same GPU closely enough to be its cause.</summary>
    public static ImmutableArray<LinkError> Before(ImmutableArray<LinkError> errors, LogHit loss, PciAddress? gpu) =>
        [.. errors.Where(error => error.Hit.Order < loss.Order && (error.Gpu is null || gpu is null || error.Gpu.Value.Slot == gpu.Value.Slot) && IsNear(error, loss))];

    private static bool IsNear(LinkError error, LogHit loss) =>
        error.Severe || error.Hit.Prefix.Seconds is not { } then || loss.Prefix.Seconds is not { } now || now - then < 3600;

    /// <summary>A short name for what the link did: the layer of the errors.</summary>
    public static string Describe(ImmutableArray<LinkError> errors)
    {
        var types = errors.Select(error => error.Hit["type"].Trim()).Where(type => type.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{errors.Length} error report{(errors.Length == 1 ? "" : "s")}{(types.Count > 0 ? " of the " + string.Join(", ", types).ToLowerInvariant() : "")}");
    }
}
