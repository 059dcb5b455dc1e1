using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>A device beside the GPU in its IOMMU group still belongs to a host driver.</summary>
public sealed class VfioGroupNotViable : Rule
{
    private static readonly LogSign NotViable = new("is not viable", @"(?:vfio (?:error: )?(?<address>[0-9a-fA-F:]{4,}\.[0-7]): |error, )?[gG]roup(?: (?<group>[0-9]+))? is not viable")
    {
        Samples =
        [
            "qemu-kvm: -device vfio-pci,host=0000:01:00.0,id=gpu1,bus=pci.6,addr=0x0: vfio 0000:01:00.0: group 1 is not viable",
            "vfio: error, group 12 is not viable, please ensure all devices within the iommu_group are bound to their vfio bus driver.",
        ],
    };

    private static readonly LogSign BindAll = new("bound to their vfio bus driver")
    {
        Samples = ["Please ensure all devices within the iommu_group are bound to their vfio bus driver."],
    };

    private static readonly LogSign VerifyAll = new("are bound to vfio", @"Verify all devices in group (?<group>[0-9]+) are bound to vfio")
    {
        Samples = ["Verify all devices in group 15 are bound to vfio-<bus> or pci-stub and not already in use"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 110),
        "vfio-group-not-viable",
        "Another device of the GPU's IOMMU group is not bound to vfio-pci",
        "The IOMMU isolates groups, not single functions. A group goes to a virtual machine only when every endpoint in it is bound "
        + "to vfio-pci or to nothing; the card's audio, USB and UCSI functions are endpoints too. Bridges do not count.")
    {
        DependsOn = ["iommu-not-present", "iommu-not-enabled-wrong-kernel-parameter"],
        Reference = "Linux VFIO documentation; QEMU messages",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [NotViable, BindAll, VerifyAll];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(NotViable, BindAll, VerifyAll);
        var left = snapshot.Bus.PassedThrough.Select(gpu => (Gpu: gpu, Others: LeftBehind(snapshot, gpu))).Where(item => item.Others.Count > 0).ToList();
        if (!hits.IsEmpty)
        {
            var address = hits.Select(hit => PciAddress.Parse(hit["address"])).OfType<PciAddress>().Cast<PciAddress?>().FirstOrDefault();
            var gpu = address is { } told ? snapshot.Bus.At(told) : left.Select(item => item.Gpu).FirstOrDefault();
            var others = gpu is null ? [] : LeftBehind(snapshot, gpu);
            return Verdict.Found(Find(State.Fault, Repair.ConfigFix, hits.Select(hit => hit.Source).Concat(others.Select(other => other.Driver.Source)), Fixes(snapshot, others, address)) with
            {
                Subject = address?.ToString(),
                Confidence = hits.All(hit => hit.Sign == VerifyAll) ? Confidence.Likely : Confidence.Certain,
                Title = hits[0]["group"] is { Length: > 0 } group ? $"IOMMU group {group} is not viable: another device in it is not bound to vfio-pci" : Info.Title,
            });
        }
        return Verdict.Found(left.Select(item => Find(State.Warning, Repair.ConfigFix, item.Others.Select(other => other.Driver.Source), Fixes(snapshot, item.Others, item.Gpu.Address)) with
        {
            Subject = item.Gpu.Address.ToString(),
            Title = $"{string.Join(", ", item.Others.Select(other => $"{other.Address} ({other.Driver.Or("")})"))} would keep the group of GPU {item.Gpu.Address} from a virtual machine",
        })).UnlessUnread(snapshot, "what shares the group of the GPU for virtual machines", snapshot.Bus.PassedThrough.Select(gpu => gpu.IommuGroup));
    }

    private static List<PciFunction> LeftBehind(Snapshot snapshot, PciFunction gpu)
    {
        var members = snapshot.Bus.InGroupOf(gpu).ToList();
        var candidates = members.Count > 0 || gpu.IommuGroup.IsKnown ? members : [.. snapshot.Bus.InSlotOf(gpu)];
        return [.. candidates.Where(other => !other.IsBridge && other.Driver.IsKnown && !other.IsForVms && other.Driver.Or("") != "pcieport")];
    }

    private static PlanAction[] Fixes(Snapshot snapshot, List<PciFunction> others, PciAddress? gpu) =>
    [
        .. BindToVfio.Tool(snapshot.Platform),
        .. others.SelectMany(other => BindToVfio.Function(other.Address)),
        .. others.Count > 0 ? [] : BindToVfio.WholeCard(gpu),
        .. BindToVfio.Kept(snapshot.Platform),
        PlanAction.ByHand("If a device that the host needs shares the group: put the GPU into another slot first; only a slot of its own separates them safely", Risk.Reboot, "everything on this host while it is off"),
    ];
}
