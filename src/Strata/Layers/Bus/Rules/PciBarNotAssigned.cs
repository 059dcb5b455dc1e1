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

    // Up to kernel 6.9: "BAR 1: no space for [mem size ...]"; later: "BAR 1 [mem size ...]: can't assign; no space".
    private static readonly LogSign NoSpace = new("[mem size", @"(?<driver>[\w-]+) (?<address>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?:BAR (?<bar>[0-5])|BAR (?<window>1[3-6])|(?<window>bridge window)):? (?:(?:no space for|failed to assign) \[mem size (?<size>0x[0-9a-f]+)[^\]]*\]|\[mem size (?<size>0x[0-9a-f]+)[^\]]*\]: (?:can't assign; no space|failed to assign))")
    {
        Origin = SignOrigin.Kernel,
        Samples =
        [
            "[    1.201211] pci 0000:01:00.0: BAR 1: no space for [mem size 0x400000000 64bit pref]",
            "[    1.201214] pci 0000:01:00.0: BAR 1 [mem size 0x400000000 64bit pref]: can't assign; no space",
            "[   83.730265] pcieport 0000:7b:02.0: BAR 15: failed to assign [mem size 0x00200000 64bit pref]",
        ],
    };

    private static readonly LogSign Assigned = new(": assigned", @"(?<address>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): BAR (?<bar>[0-5])(?: \[mem [^\]]*\])?: assigned")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[    1.305512] pci 0000:01:00.0: BAR 1: assigned [mem 0x6000000000-0x63ffffffff 64bit pref]"],
    };

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
    public override ImmutableArray<LogSign> Signs => [.. DriverSigns, NoSpace, Assigned];

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
        return Verdict.Found(findings);
    }

    private IEnumerable<Finding> FromLog(Snapshot snapshot, Era era)
    {
        var told = DriverSigns.SelectMany(sign => snapshot.Log.All(sign)).Where(hit => hit.Era == era).OrderBy(hit => hit.Order).ToList();
        var kernel = snapshot.Log.All(NoSpace).Where(hit => hit.Era == era && IsOfGpu(snapshot, hit, told.Count > 0) && !IsMended(snapshot, hit)).ToList();
        if (told.Count == 0 && kernel.Count == 0)
        {
            yield break;
        }
        var addresses = told.Concat(kernel.Where(hit => hit["window"].Length == 0)).Select(hit => PciAddress.Parse(hit["address"])).OfType<PciAddress>().Select(address => address.Slot).Distinct().Order().ToList();
        foreach (var address in addresses.Count == 0 ? [(PciAddress?)null] : addresses.ConvertAll(address => (PciAddress?)address))
        {
            var evidence = told.Concat(kernel).Where(hit => address is null || PciAddress.Parse(hit["address"]) is not { } its || its.Slot == address || hit["window"].Length > 0);
            yield return Make(snapshot, address, evidence.Select(hit => hit.Source), era);
        }
    }

    // Bridge windows count only beside the driver's own complaint: empty hot-plug ports fail to get one on every boot.
    private static bool IsOfGpu(Snapshot snapshot, LogHit hit, bool driverComplains)
    {
        if (!PciAddress.TryParse(hit["address"], out var address))
        {
            return false;
        }
        if (hit["window"].Length > 0)
        {
            return driverComplains;
        }
        return hit["driver"] is "nvidia" or "nouveau" or "vfio-pci" || snapshot.Bus.Gpus.Any(gpu => gpu.Address == address);
    }

    private static bool IsMended(Snapshot snapshot, LogHit hit) =>
        snapshot.Log.All(Assigned).Any(later => later.Era == hit.Era && later.Order > hit.Order && later["address"] == hit["address"] && later["bar"] == hit["bar"])
        || (PciAddress.TryParse(hit["address"], out var address) && hit["window"].Length == 0 && snapshot.Bus.At(address)?.Bars.Or([]).Any(bar => bar.Index.ToString(CultureInfo.InvariantCulture) == hit["bar"] && bar.Address is not null) == true);

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
