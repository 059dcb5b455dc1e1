using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>NVLink 5 errors on several GPUs, of which one is the cause.</summary>
public sealed class NvLink5Error : Rule
{
    private const int PortDown = 149;

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 80), "nvlink5-error-follow-causing-xid",
        "An NVLink 5 link failed: follow the GPU whose port went down, the others are consequences",
        "On NVLink 5 a failing link shows as Xids 144 to 150 on every GPU that used it, and each program that lost its channels adds Xid 45 with the number of the cause. The GPU with Xid 149 reports that its own port went down and is the one to look at; 145 on its peers is what they saw of it.")
    {
        DependsOn = ["gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "NVIDIA Xid catalogue, sheet Xid 144-150; NVIDIA/open-gpu-kernel-modules#1150",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var events = snapshot.Driver.CurrentXids.Where(item => XidRouting.NvLink5Code(item) is not null).ToImmutableArray();
        if (events.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var branch = snapshot.Driver.LoadedVersion.Or(null)?.Branch;
        var decoded = events.Select(item => (Event: item, Decoded: NvLink5Decoder.Decode(item, branch))).ToList();
        var lead = decoded.OrderBy(item => XidRouting.NvLink5Code(item.Event) != PortDown).ThenBy(item => IsHarmless(item.Event, item.Decoded)).First();
        var isHurt = events.Any(item => item.Code == 45) || decoded.Exists(item => !IsHarmless(item.Event, item.Decoded));
        var peers = events.Select(item => item.Gpu).OfType<PciAddress>().Distinct().Count(gpu => gpu != lead.Event.Gpu);
        var asked = snapshot.Driver.CurrentXids.Where(item => item.Code == 154 && XidRouting.HasLinkFailure(snapshot.Driver, item.Gpu))
            .Select(item => (item.Source, Repair: RecoveryAction.Of(item.Text) ?? Repair.None)).ToList();
        return Verdict.Found(Find(
            isHurt ? State.Fault : State.Warning, asked.Count > 0 ? asked.Max(item => item.Repair) : isHurt ? Repair.DrainAndReset : Repair.ContactSupport,
            events.OrderBy(item => item.Gpu != lead.Event.Gpu).Select(item => item.Source).Take(6).Concat(asked.Select(item => item.Source)), Steps(lead.Event.Gpu)) with
        {
            Subject = lead.Event.Subject,
            Title = lead.Event.Gpu is { } gpu
                ? string.Create(CultureInfo.InvariantCulture, $"NVLink 5: follow {gpu} (Xid {XidRouting.NvLink5Code(lead.Event)}); {peers} other GPUs only saw the consequence")
                : Info.Title,
            Why = lead.Decoded is { } words ? Info.Why + " Decoded: " + words.Describe() : Info.Why,
            Confidence = decoded.Exists(item => XidRouting.NvLink5Code(item.Event) == PortDown) ? Confidence.Certain : Confidence.Likely,
        });
    }

    private static bool IsHarmless(XidEvent item, NvLink5Decoding? decoding) =>
        item.Code != 45 && (decoding?.Resolution == "IGNORE" || item.Text.Contains("Nonfatal", StringComparison.OrdinalIgnoreCase) || item.Text.Contains("Non-fatal", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<PlanAction> Steps(PciAddress? gpu)
    {
        yield return PlanAction.Look("See the links of every GPU.", "nvidia-smi", "nvlink", "-s");
        yield return ResetGpu.ListClients(null);
        yield return ResetGpu.Now(gpu);
        yield return RestartHost.Reboot(" when the GPUs do not rejoin the fabric.");
        yield return PlanAction.ByHand("If the same port goes down again: check cable, cartridge or baseboard of that GPU and write a report for the vendor.");
    }
}
