using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Rules;

/// <summary>The GPU could use more lanes or a higher speed than slot or riser give it.</summary>
public sealed class PcieLinkLimitedBySlot : Rule
{
    private static readonly LogSign Limited = new("available PCIe bandwidth, limited by", @"(?:(?<address>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): )?[0-9.]+ Gb/s\s+available\s+PCIe\s+bandwidth,\s+limited\s+by (?<link>[0-9.]+ GT/s (?:PCIe )?x[0-9]+)\s+link(?:\s+at (?<at>\S+))?\s+\(capable of [0-9.]+ Gb/s with (?<capable>[0-9.]+ GT/s (?:PCIe )?x[0-9]+) link\)")
    {
        Origin = SignOrigin.Kernel,
        Span = 2,
        Samples =
        [
            "16.000 Gb/s available PCIe bandwidth, limited by 5.0 GT/s PCIe x4 link (capable of 252.048 Gb/s with 16.0 GT/s PCIe x16 link)",
            "[    0.469057] pci 0000:01:00.0: 126.024 Gb/s available PCIe bandwidth, limited by 16.0 GT/s PCIe x8 link at 0000:00:01.1 (capable of 252.048 Gb/s with 16.0 GT/s PCIe x16 link)",
            "[    0.890819] pci 0000:03:00.0: 32.000 Gb/s available PCIe bandwidth, limited by 2.5 GT/s x16 link at 0000:00:02.0 (capable of 126.016 Gb/s with 8 GT/s x16 link)",
        ],
    };

    private static readonly LogSign BareStatus = new("LnkSta:", @"LnkSta:\s*Speed (?<speed>[0-9.]+GT/s)[^,]*, Width (?<width>x[0-9]+) \(downgraded\)")
    {
        Samples = ["		LnkSta:	Speed 5GT/s (downgraded), Width x1 (downgraded)"],
    };

    // Head of a whole answer of nvidia-smi: the driver works, and the link is one line of many.
    private static readonly LogSign DriverSpoke = new("Driver Version", @"^Driver Version +: |NVIDIA-SMI\s+[0-9.]+\s+Driver Version: ")
    {
        Samples = ["Driver Version                            : 550.163.01", "| NVIDIA-SMI 550.163.01   Driver Version: 550.163.01   CUDA Version: 12.4 |"],
    };

    // `nvidia-smi --query-gpu=...,pcie.link.width.current,... --format=csv`: a line of names, then one of values per GPU.
    private static readonly LogSign Queried = new("pcie.link.width.current", @"^(?<names>[^,]+(?:, ?[^,]+)*)$")
    {
        Span = 2,
        Samples = ["name, pcie.link.width.current, pcie.link.width.max\nNVIDIA GeForce RTX 3090, 4, 16"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 50),
        "pcie-link-limited-by-slot",
        "Slot or riser gives the GPU a narrower or slower link than it can use",
        "The link runs with what both ends and the path between them offer. Data moves to and from the GPU at the lower rate; "
        + "work that stays on the GPU is not slower.")
    {
        DependsOn = ["gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "pcie-link-signal-errors"],
        Reference = "PCI Express link capability and status registers; Linux `pcie_print_link_status`",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [Limited, BareStatus, Queried, DriverSpoke, PlatformSigns.KernelBanner];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var findings = snapshot.Bus.Gpus.Select(gpu => FromRegisters(snapshot, gpu)).OfType<Finding>().ToList();
        var told = findings.ConvertAll(finding => finding.Subject);
        findings.AddRange(snapshot.Bus.SmiLinks.Or([]).Where(link => link.Address is null || !told.Contains(link.Address.ToString(), StringComparer.Ordinal)).Select(link => FromDriver(snapshot, link)).OfType<Finding>());
        told = findings.ConvertAll(finding => finding.Subject);
        findings.AddRange(snapshot.Log.Current(Limited).Where(hit => !told.Contains(hit["address"], StringComparer.Ordinal)).DistinctBy(hit => hit["address"]).Select(hit => FromKernel(snapshot, hit)).OfType<Finding>());
        if (findings.Count == 0 && snapshot.Origin.Kind == OriginKind.Text && snapshot.Bus.Functions.Or([]).All(function => !function.Link.IsKnown) && snapshot.Log.Current(BareStatus) is [var bare, ..])
        {
            findings.Add(Make(State.Warning, null, $"link in use: {bare["width"]}", [bare.Source], Confidence.Possible));
        }
        if (findings.Count == 0 && snapshot.Log.Current(Queried).Select(FromQuery).OfType<Finding>().FirstOrDefault() is { } queried)
        {
            findings.Add(queried);
        }
        return Verdict.Found(findings).UnlessUnread(snapshot, "how many lanes the GPU uses", snapshot.Bus.HostGpus.SelectMany(gpu => new[] { gpu.Link, gpu.LinkCapability }));
    }

    // n names and n values are joined by a blank in the middle: 2n - 1 parts between commas.
    private Finding? FromQuery(LogHit hit)
    {
        var parts = hit["names"].Split(',', StringSplitOptions.TrimEntries);
        var count = (parts.Length + 1) / 2;
        var middle = count >= 1 && parts.Length % 2 == 1 ? parts[count - 1].Split(' ', 2 + parts[count - 1].Count(character => character == '[')) : [];
        if (middle.Length < 2)
        {
            return null;
        }
        List<string> names = [.. parts.Take(count - 1), middle[0]];
        List<string> values = [middle[^1], .. parts.Skip(count)];
        var now = Lanes("pcie.link.width.current");
        var most = Lanes("pcie.link.width.max");
        return now > 0 && now < most ? Make(State.Warning, null, $"x{now} in use, the GPU has x{most}", [hit.Source], Confidence.Likely) : null;

        int Lanes(string name)
        {
            var at = names.FindIndex(text => text.Contains(name, StringComparison.Ordinal));
            return at >= 0 && at < values.Count && int.TryParse(values[at], CultureInfo.InvariantCulture, out var lanes) ? lanes : 0;
        }
    }

    // Width is judged at any load. Speed is not: an idle GPU runs its link slowly on purpose.
    private Finding? FromRegisters(Snapshot snapshot, PciFunction gpu)
    {
        if (!gpu.Link.TryGet(out var link) || !gpu.LinkCapability.TryGet(out var most) || link.Width >= most.Width)
        {
            return null;
        }
        var port = gpu.PortCapability.TryGet(out var offered) ? offered.Width : (int?)null;
        Source[] evidence = port is null ? [gpu.Link.Source, gpu.LinkCapability.Source] : [gpu.Link.Source, gpu.LinkCapability.Source, gpu.PortCapability.Source];
        var slotOnly = port is { } lanes && lanes <= link.Width;
        var says = $"x{link.Width} in use, the GPU has x{most.Width}" + (port is { } wide ? $", its port offers x{wide}" : "");
        var isOfMachine = (port is null || slotOnly) && !IsAsked(snapshot);
        return Make(isOfMachine || snapshot.Platform.IsGuest ? State.Info : State.Warning, gpu.Address.ToString(), says, evidence, port is null ? Confidence.Likely : Confidence.Certain, pathLosesLanes: port > link.Width);
    }

    // No board is built to run on a quarter of its lanes.
    private const int FewOfMany = 4;

    // The driver does not tell what the slot offers: it may be wired for fewer lanes, as most laptops are.
    private Finding? FromDriver(Snapshot snapshot, SmiLink link)
    {
        if (link is { Width: { } width, MostWidth: { } most } && width < most && width > 0)
        {
            var isAsked = IsAsked(snapshot) || (snapshot.Origin.Kind == OriginKind.Text && width * FewOfMany <= most);
            return Make(isAsked && !snapshot.Platform.IsGuest ? State.Warning : State.Info, link.Address?.ToString(), $"x{width} in use, the GPU has x{most}", [link.Source], Confidence.Likely);
        }
        return link is { UnderLoad: true, Generation: { } now, DeviceGeneration: { } device } && now < device
            ? Make(State.Info, link.Address?.ToString(), $"gen{now} under load, the GPU is capable of gen{device}", [link.Source], Confidence.Likely)
            : null;
    }

    // In a few pasted lines the link is the question; in a whole boot log or answer of the driver it is a property of the machine.
    private static bool IsAsked(Snapshot snapshot) =>
        snapshot.Origin.Kind == OriginKind.Text && !snapshot.Log.HasAny(DriverSpoke, PlatformSigns.KernelBanner);

    private Finding? FromKernel(Snapshot snapshot, LogHit hit)
    {
        var gpu = PciAddress.TryParse(hit["address"], out var address) ? snapshot.Bus.At(address) : null;
        var isGpu = gpu?.IsGpu ?? (snapshot.Origin.Kind == OriginKind.Text && snapshot.Bus.Gpus.IsEmpty);
        if (!isGpu || gpu?.Link.IsKnown == true || PcieLinkParser.Parse(hit["link"]) is not { } link || PcieLinkParser.Parse(hit["capable"]) is not { } capable)
        {
            return null;
        }
        var narrower = link.Width < capable.Width;
        // At boot many boards train at 2.5 GT/s first; that speed says nothing of the slot.
        if (!narrower && (link.Generation <= 1 || link.Generation >= capable.Generation || snapshot.Origin.Kind != OriginKind.Text))
        {
            return null;
        }
        var place = hit["at"].Length > 0 ? " at port " + hit["at"] : "";
        return Make(narrower && IsAsked(snapshot) ? State.Warning : State.Info, hit["address"] is { Length: > 0 } named ? named : null, $"{link}{place}, the GPU is capable of {capable}", [hit.Source], Confidence.Likely);
    }

    private Finding Make(State state, string? gpu, string says, IEnumerable<Source> evidence, Confidence confidence, bool pathLosesLanes = false) =>
        Find(state, state == State.Info ? Repair.None : Repair.CheckHardware, evidence, Fixes(state, pathLosesLanes)) with
        {
            Subject = gpu,
            Title = string.Create(CultureInfo.InvariantCulture, $"{(pathLosesLanes ? "Riser, contacts or lane setup give" : "Slot or riser gives")} {(gpu is null ? "the GPU" : "GPU " + gpu)} a reduced link: {says}"),
            Confidence = confidence,
        };

    private static PlanAction[] Fixes(State state, bool pathLosesLanes) => state == State.Info
        ? [PlanAction.ByHand("Nothing is broken; move the GPU to a slot with more lanes if transfers matter")]
        :
        [
            PlanAction.ByHand(pathLosesLanes
                ? "Power off, reseat the GPU and its riser, clean the contacts, then look at the width again"
                : "Look up how many lanes this slot has and which slots or M.2 sockets share them; use a slot wired for the full width, without a riser",
                Risk.Reboot, "everything on this host while it is off"),
            PlanAction.ByHand("Check slot bifurcation and PCI Express speed in the firmware setup", Risk.Reboot, "everything on this host during the reboot"),
        ];
}
