using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Rules;

/// <summary>A memory window of the GPU got no address.</summary>
public sealed class PciBarNotAssigned : Rule
{
    private static readonly LogSign UpstreamWindow = new("NVRM: a matching", "matching prefetchable memory window")
    {
        Samples = ["NVRM: a matching prefetchable memory window."],
    };

    private static readonly LogSign ZeroBar = new("NVRM: BAR", @"BAR(?<bar>[0-9]) is 0M @ 0x0 \((?:PCI:)?(?<address>[0-9a-fA-F:.]+)\)")
    {
        Samples = ["NVRM: BAR1 is 0M @ 0x0 (PCI:0000:0a:00.0)"],
    };

    private static readonly LogSign Misconfigured = new("misconfigured your GPU") { Samples = ["[   85.546913] NVRM: The system BIOS may have misconfigured your GPU."] };

    private static readonly LogSign NothingToMap = new("NVRM: request_mem_region", @"request_mem_region failed for 0M @ 0x0") { Samples = ["NVRM: request_mem_region failed for 0M @ 0x0. This can"] };

    // A Windows guest's way to say it.
    private static readonly LogSign Code12 = new("enough free resources", @"enough free resources that it can use\. ?\(Code 12\)")
    {
        Samples = ["This device cannot find enough free resources that it can use. (Code 12)"],
    };

    private static readonly LogSign HypervisorWindow = new("failed allocating new MMIO range") { Samples = ["Failed moving device BAR: failed allocating new MMIO range: 0xe7f00000->0x0(0x80000)"] };

    private static readonly ImmutableArray<LogSign> DriverSigns = [ZeroBar, BusSigns.InvalidBar, UpstreamWindow, Misconfigured, NothingToMap, Code12, HypervisorWindow];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 40),
        "pci-bar-not-assigned",
        "A memory window (BAR) of the GPU got no address space",
        "Firmware, a bridge or the hypervisor left no room for the GPU's memory window, so the driver cannot reach the GPU. "
        + "Large GPUs need 64-bit windows above 4 GiB as big as their memory.")
    {
        Reference = "NVRM messages of the open kernel modules; Linux PCI resource messages",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [.. DriverSigns, .. BarSigns.All];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var findings = new List<Finding>();
        foreach (var era in Enum.GetValues<Era>())
        {
            findings.AddRange(FromLog(snapshot, era));
        }
        var told = findings.Where(finding => finding.Era == Era.Current).Select(finding => finding.Subject).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(snapshot.Bus.Gpus.Where(gpu => !told.Contains(gpu.Address.ToString())).Select(gpu => FromFacts(snapshot, gpu)).OfType<Finding>());
        return Verdict.Found(findings).UnlessUnread(snapshot, "whether every memory window has an address", snapshot.Bus.Gpus.Select(gpu => gpu.Bars));
    }

    private IEnumerable<Finding> FromLog(Snapshot snapshot, Era era)
    {
        var told = DriverSigns.SelectMany(sign => snapshot.Log.All(sign)).Where(hit => hit.Era == era).OrderBy(hit => hit.Order).ToList();
        var kernel = BarSigns.Complaints.SelectMany(sign => snapshot.Log.All(sign)).Where(hit => hit.Era == era && IsOfGpu(snapshot, hit, told.Count > 0) && !IsMended(snapshot, hit)).OrderBy(hit => hit.Order).ToList();
        if (told.Count == 0 && kernel.Count == 0)
        {
            yield break;
        }
        var addresses = told.Concat(kernel.Where(hit => !BarSigns.IsBridge(hit))).Select(hit => PciAddress.Parse(hit["address"])).OfType<PciAddress>().Select(address => address.Slot).Distinct().Order().ToList();
        foreach (var address in addresses.Count == 0 ? [(PciAddress?)null] : addresses.ConvertAll(address => (PciAddress?)address))
        {
            var evidence = told.Concat(kernel).Where(hit => address is null || PciAddress.Parse(hit["address"]) is not { } its || its.Slot == address || BarSigns.IsBridge(hit)).ToList();
            var isNamed = evidence.Exists(hit => DriverSigns.Contains(hit.Sign) || IsDriverOfGpus(hit)) || (address is { } slot && snapshot.Bus.Gpus.Any(gpu => gpu.Address.Slot == slot));
            yield return Make(snapshot, address, evidence.Select(hit => hit.Source), era) with { Confidence = isNamed ? Confidence.Certain : Confidence.Likely };
        }
    }

    private static bool IsOfGpu(Snapshot snapshot, LogHit hit, bool driverComplains)
    {
        if (!PciAddress.TryParse(hit["address"], out var address))
        {
            return false;
        }
        // Empty hot-plug ports fail to get a window on every boot.
        if (BarSigns.IsBridge(hit))
        {
            return driverComplains || snapshot.Bus.Gpus.Any(gpu => gpu.Ports.Contains(address) && !gpu.Bars.IsKnown);
        }
        return IsDriverOfGpus(hit)
            || snapshot.Bus.Gpus.Any(gpu => gpu.Address == address)
            || (snapshot.Bus.At(address) is null && !snapshot.Bus.IsComplete && BarSigns.HasLayoutOfNvidia(snapshot.Log, address.Slot));
    }

    private static bool IsDriverOfGpus(LogHit hit) => hit["driver"] is "nvidia" or "nouveau" or "vfio-pci";

    private static bool IsMended(Snapshot snapshot, LogHit hit) =>
        snapshot.Log.All(BarSigns.Assigned).Any(later => later.Era == hit.Era && later.Order > hit.Order && later["address"] == hit["address"] && later["bar"] == hit["bar"])
        || (PciAddress.TryParse(hit["address"], out var address) && !BarSigns.IsBridge(hit) && snapshot.Bus.At(address)?.Bars.Or([]).Any(bar => bar.Index.ToString(CultureInfo.InvariantCulture) == hit["bar"] && bar.Address is not null) == true);

    private Finding? FromFacts(Snapshot snapshot, PciFunction gpu)
    {
        var open = gpu.Bars.Or([]).Where(bar => bar.Address is null && bar.Index <= 3).ToList();
        return open.Count == 0 || (gpu.Answers.TryGet(out var answers) && !answers) ? null : Make(snapshot, gpu.Address, open.Select(bar => bar.Source), Era.Current);
    }

    private Finding Make(Snapshot snapshot, PciAddress? gpu, IEnumerable<Source> evidence, Era era) =>
        Find(State.Fault, Repair.ConfigFix, evidence, MakeRoomForBars.For(snapshot.Platform)) with
        {
            Subject = gpu?.ToString(),
            Title = gpu is { } address ? $"A memory window (BAR) of GPU {address} got no address space" : Info.Title,
            Era = era,
        };
}
