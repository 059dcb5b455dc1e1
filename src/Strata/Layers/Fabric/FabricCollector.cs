using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Driver;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Fabric;

/// <summary>Reads the fabric layer.</summary>
public static partial class FabricCollector
{
    private const int MostWithoutSwitch = 4;

    /// <summary>Collects the facts; the GPUs are those of the driver layer.</summary>
    public static FabricFacts Collect(IMachine machine, LogFacts log, DriverFacts driver)
    {
        var gpus = driver.Gpus.Or([]);
        var switches = machine.List("/proc/driver/nvidia-nvswitch/devices");
        return new FabricFacts
        {
            SeesSwitches = switches.Map(names => names.Length > 0),
            Kind = KindOf(machine, switches, gpus),
            Manager = Unit(machine, "nvidia-fabricmanager.service"),
            Imex = Unit(machine, "nvidia-imex.service"),
            ReachesPorts = ReachesPorts(machine),
            ManagerVersion = ManagerVersion(log),
            States = [.. gpus.Where(gpu => gpu.Field("Fabric/State").Or("N/A") is not "N/A").Select(gpu => (gpu.Subject ?? "", gpu.Field("Fabric/State")))],
        };
    }

    private static Reading<FabricKind> KindOf(IMachine machine, Reading<ImmutableArray<string>> switches, ImmutableArray<GpuState> gpus)
    {
        if (switches.TryGet(out var names) && names.Length > 0)
        {
            return Reading.Known(FabricKind.NvSwitch, switches.Source);
        }
        if (gpus.FirstOrDefault(gpu => Blackwell().IsMatch(gpu.Name ?? "")) is { } newer)
        {
            return Reading.Known(Rack().IsMatch(newer.Name ?? "") ? FabricKind.NvLink5Rack : FabricKind.NvLink5, newer.Source);
        }
        if (gpus.FirstOrDefault(gpu => IsState(gpu, known: true)) is { } waits)
        {
            return Reading.Known(FabricKind.NvSwitch, waits.Field("Fabric/State").Source);
        }
        var sxm = gpus.Where(gpu => Sxm().IsMatch(gpu.Name ?? "")).ToList();
        if (sxm.Count > MostWithoutSwitch)
        {
            return Reading.Known(FabricKind.NvSwitch, sxm[0].Source);
        }
        if (!gpus.IsEmpty && gpus.All(gpu => gpu.Name is not null && (!sxm.Contains(gpu) || IsState(gpu, known: false))))
        {
            return Reading.Known(FabricKind.None, gpus[0].Source);
        }
        return switches.IsAbsent && machine.Origin.IsWholeMachine
            ? Reading.Known(FabricKind.None, switches.Source)
            : Reading.NotLooked<FabricKind>("/proc/driver/nvidia-nvswitch/devices");
    }

    // H100 and newer print a fabric state; N/A there means that nothing manages the links.
    private static bool IsState(GpuState gpu, bool known) =>
        gpu.Field("Fabric/State").TryGet(out var state) && (state is "N/A") != known;

    private static Reading<bool> ReachesPorts(IMachine machine)
    {
        var ports = machine.List("/sys/class/infiniband_mad");
        if (ports.IsKnown)
        {
            return Reading.Known(value: true, ports.Source);
        }
        // A pasted list of modules is mostly a part of it.
        return machine.Origin.IsWholeMachine
            ? machine.Read("/proc/modules").Map(text => text.Lines.Any(line => line.StartsWith("ib_umad ", StringComparison.Ordinal)))
            : Reading.NotLooked<bool>("/sys/class/infiniband_mad");
    }

    private static Reading<UnitState> Unit(IMachine machine, string unit) => machine.Run(ToolCall.Of("systemctl", "status", unit)) switch
    {
        Reading<ToolOutput>.Known known => UnitParser.Parse(known.Value.Output) is { } state
            ? Reading.Known(state, state.Source)
            : Reading.Unreadable<UnitState>("the state is not of a known form", known.Source),
        Reading<ToolOutput>.Absent absent => Reading.Absent<UnitState>(absent.Source),
        _ => Reading.NotLooked<UnitState>("systemctl status " + unit),
    };

    private static Reading<DriverVersion> ManagerVersion(LogFacts log) => log.Current(FabricSigns.ManagerMismatch)
        .Where(hit => DriverVersion.Parse(hit["manager"]) is not null)
        .Select(hit => Reading.Known(DriverVersion.Parse(hit["manager"])!, hit.Source))
        .LastOrDefault() ?? Reading.NotLooked<DriverVersion>("nvidia-fabricmanager");

    // Groups of up to four SXM boards are joined directly, without NVSwitch.
    [GeneratedRegex(@"\b(?:A100|A800)-SXM|\b(?:H100|H800|H200|H20)\b(?!.*(?:PCIe|NVL))", RegexOptions.CultureInvariant)]
    private static partial Regex Sxm();

    [GeneratedRegex(@"\b(?:B100|G?B[23]00)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Blackwell();

    [GeneratedRegex(@"\bGB[23]00\b", RegexOptions.CultureInvariant)]
    private static partial Regex Rack();
}
