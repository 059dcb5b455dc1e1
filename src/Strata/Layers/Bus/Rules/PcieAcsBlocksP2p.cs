using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Rules;

/// <summary>Access control on bridges above GPUs redirects their traffic through the root.</summary>
public sealed class PcieAcsBlocksP2p : Rule
{
    private static readonly LogSign Redirect = new("ReqRedir+", @"ACSCtl:.*ReqRedir\+")
    {
        Samples =
        [
            "		ACSCtl:	SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-",
            "ACSCtl: 0x001d = SrcValid+, ReqRedir+, CmpltRedir+,",
        ],
    };

    private static readonly LogSign PageFault = new("IO_PAGE_FAULT", @"nvidia \S+: AMD-Vi: Event logged \[IO_PAGE_FAULT")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[  412.101201] nvidia 0000:41:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0039 address=0x4c000000 flags=0x0030]"],
    };

    private static readonly LogSign IntelPageFault = new("DMAR: [DMA ", @"DMAR: \[DMA (?:Read|Write)[^\]]*\] Request device \[(?<address>[0-9a-f:]+\.[0-7])\] .*fault addr")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[  512.300417] DMAR: [DMA Write NO_PASID] Request device [3d:00.0] fault addr 0x387fc0000000 [fault reason 0x05] PTE Write access is not set"],
    };

    // NCCL over a PCI Express bridge hangs, and works where peer traffic is switched off.
    private static readonly LogSign WithoutPeers = new("NCCL_P2P_DISABLE=1", @"NCCL_P2P_DISABLE=1(?!.*\b(?:not|no|never|still|\w+n't)\b).{0,60}\b(?:work(?:s|ed|around)?|fix(?:es|ed)?|solve[sd]?|help(?:s|ed)?|runs)\b")
    {
        Samples = ["with NCCL_P2P_DISABLE=1 the test works, but slowly"],
    };

    private static readonly LogSign SharedBridge = new("GPU", @"^\s*GPU[0-9]+\s.*\b(?:PIX|PXB)\b") { Samples = ["GPU0\t X \tPIX\tSYS\tSYS\t0-27,56-83\t0"] };

    private static readonly LogSign NvLink = new("GPU", @"^\s*GPU[0-9]+\s.*\bNV[0-9]+\b") { Samples = ["GPU0\t X \tNV4\t0-31\t0"] };

    private static readonly LogSign SourceValidation = new("SrcValid+", @"ACSCtl:.*SrcValid\+") { Samples = ["		ACSCtl:	SrcValid+ TransBlk- ReqRedir- CmpltRedir- UpstreamFwd- EgressCtrl- DirectTrans-"] };

    private static readonly LogSign ToldEnabled = new("ACS is enabled") { Samples = ["host virt env is \"baremetal\", ACS is enabled on the following PCI devices: 0000:00:01.1"] };

    private static readonly LogSign Hang = new("hang", @"\bhang(?:s|ing)?\b") { Samples = ["the training job hangs at the first all_reduce"] };

    private static readonly LogSign Hung = new("hung", @"\bhung\b") { Samples = ["the job hung after a minute"] };

    private static readonly LogSign Nccl = new("NCCL") { Samples = ["node1:812:840 [0] NCCL INFO Channel 00 : 0[0] -> 1[1] via P2P/direct pointer"] };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 60),
        "pcie-acs-blocks-p2p",
        "ACS redirect sends GPU-to-GPU traffic through the IOMMU",
        "Access Control Services on the bridges above the GPUs redirect peer traffic up to the root complex and its IOMMU. "
        + "Peer-to-peer copies become slow or hang, which shows as an NCCL hang. A host that isolates GPUs for virtual machines needs ACS.")
    {
        Reference = "NCCL user guide, troubleshooting: PCI Access Control Services",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [Redirect, PageFault, IntelPageFault, WithoutPeers, SharedBridge, NvLink, SourceValidation, ToldEnabled, Hang, Hung, Nccl];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var gpus = snapshot.Bus.Gpus;
        if (snapshot.Origin.Kind == OriginKind.Text)
        {
            return FromText(snapshot);
        }
        if (gpus.Length < 2 || !snapshot.Bus.PassedThrough.IsEmpty || snapshot.Platform.IsGuest)
        {
            return Verdict.Quiet;
        }
        var ports = gpus.SelectMany(gpu => gpu.Ports).Distinct().Order().Select(snapshot.Bus.At).OfType<PciFunction>().ToList();
        var bridges = ports.FindAll(port => port.Acs.TryGet(out var acs) && acs.Redirects);
        // A host without a complaint may run its GPUs without peer traffic, or over NVLink: worth knowing, not a defect.
        return bridges.Count == 0
            ? Verdict.Quiet
            : Verdict.Found(Make(snapshot, State.Info, bridges.ConvertAll(bridge => bridge.Address.ToString()), bridges.Select(bridge => bridge.Acs.Source)) with { Confidence = Confidence.Possible });
    }

    private Verdict FromText(Snapshot snapshot)
    {
        // A GPU whose peer traffic the IOMMU refuses faults there; only beside NCCL does that point here.
        ImmutableArray<LogHit> faults = snapshot.Log.Has(Nccl) ? [.. snapshot.Log.Current(PageFault), .. snapshot.Log.Current(IntelPageFault).Where(hit => IsOfGpu(snapshot, hit))] : [];
        ImmutableArray<LogHit> hits = [.. snapshot.Log.Current(Redirect, ToldEnabled), .. faults.Take(3)];
        if (hits.IsEmpty && snapshot.Log.Has(Nccl) && snapshot.Log.Current(SourceValidation) is [_, ..] weak)
        {
            return Verdict.Found(Make(snapshot, State.Warning, [], weak.Select(hit => hit.Source)) with { Confidence = Confidence.Possible, Title = "ACS is on at bridges; it may hold up GPU-to-GPU traffic" });
        }
        if (hits.IsEmpty && !snapshot.Log.Has(NvLink) && snapshot.Log.HasAny(Hang, Hung) && snapshot.Log.Current(WithoutPeers) is [_, ..] cure && snapshot.Log.Current(SharedBridge) is [_, ..] bridged)
        {
            return Verdict.Found(Make(snapshot, State.Warning, [], cure.Concat(bridged.Take(2)).Select(hit => hit.Source)) with { Confidence = Confidence.Possible, Title = "Traffic between GPUs behind a PCI Express bridge hangs; ACS redirect is the first suspect" });
        }
        if (hits.IsEmpty || snapshot.Bus.PassedThrough.Length > 0)
        {
            return Verdict.Quiet;
        }
        var listed = snapshot.Bus.Gpus.Length;
        var complaint = snapshot.Log.HasAny(Nccl, PageFault, ToldEnabled) || (listed != 1 && snapshot.Log.HasAny(Hang, Hung));
        if (listed == 1 && !complaint)
        {
            return Verdict.Quiet;
        }
        // A few lines of ACS alone are what the person asks about; in a listing of a machine they are one property of many.
        var asked = complaint || listed == 0;
        var bridges = snapshot.Bus.Functions.Or([]).Where(function => function.IsBridge && function.Acs.TryGet(out var acs) && acs.Redirects).Select(function => function.Address.ToString()).ToList();
        return Verdict.Found(Make(snapshot, asked ? State.Warning : State.Info, bridges, hits.Select(hit => hit.Source)) with { Confidence = asked ? Confidence.Likely : Confidence.Possible });
    }

    private static bool IsOfGpu(Snapshot snapshot, LogHit hit) =>
        snapshot.Bus.Gpus.IsEmpty || (PciAddress.TryParse(hit["address"], out var address) && snapshot.Bus.At(address)?.Vendor == PciFunction.Nvidia);

    private Finding Make(Snapshot snapshot, State state, List<string> bridges, IEnumerable<Source> evidence) =>
        Find(state, state == State.Info ? Repair.None : Repair.ConfigFix, evidence,
        [
            PlanAction.ByHand("First test without any change: run the job with NCCL_P2P_DISABLE=1; if the hang is gone, this is the cause"),
            .. bridges.Take(16).Select(bridge => PlanAction.Disruptive($"Turn the ACS redirect of bridge {bridge} off until the next reboot", "isolation between devices below this bridge", "setpci", "-s", bridge, "ECAP_ACS+6.w=0000")),
            .. bridges.Count == 0 ? [PlanAction.ByHand("On each bridge above a GPU: setpci -s BRIDGE ECAP_ACS+6.w=0000 (until the next reboot)", Risk.Disruptive, "isolation between devices below the bridge", needsRoot: true)] : ImmutableArray<PlanAction>.Empty,
            PlanAction.ByHand("To keep it: turn ACS off in the firmware setup, or turn the IOMMU off where no virtual machine needs it", Risk.Reboot, "everything on this host during the reboot"),
            .. state == State.Info ? [] : SetKernelParameter.For(snapshot.Platform, "iommu=pt", "lets the host's own transfers bypass translation"),
        ]) with
        {
            Title = bridges.Count == 0 ? Info.Title : $"ACS redirect is on at {bridges.Count} bridge{(bridges.Count == 1 ? "" : "s")} above the GPUs",
        };
}
