using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>MIG mode is on and the GPU has no instances, so that nobody can compute on it.</summary>
public sealed class MigWithoutInstances : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 20),
        "mig-enabled-without-mig-devices",
        "MIG mode is on, but the GPU has no MIG devices",
        "With MIG mode on, CUDA uses MIG devices only and the whole GPU is no longer offered. Instances do not survive a reset, a reload of the driver or a reboot, so a GPU that had them yesterday can be empty today. nvidia-smi looks healthy; CUDA says that there is no device or that it is busy.")
    {
        Reference = "https://docs.nvidia.com/datacenter/tesla/mig-user-guide/; wilicc/gpu-burn#36",
    };

    private static readonly ImmutableArray<LogSign> Empty =
    [
        new("No MIG devices found", @"\|\s+No MIG devices found") { Samples = ["|  No MIG devices found                                                       |"] },
        new("No MIG devices associated") { Samples = ["At least one device with migEnabled=true was not configured correctly: No MIG devices associated with 0: GPU-b1028956"] },
        new("invalid MIG configuration") { Samples = ["error visiting device: device 0 has an invalid MIG configuration"] },
        new("MIG Devices", @"^\s*MIG Devices\s+: None") { Samples = ["    MIG Devices                           : None"] },
        new("nstances found: Not Found", @"No (?:GPU|compute) instances found: Not Found") { Samples = ["No GPU instances found: Not Found", "No compute instances found: Not Found"] },
        new("MIG-INVALID") { Samples = ["nvidia.com/gpu.product=NVIDIA-A100-SXM4-40GB-MIG-INVALID"] },
    ];

    private static readonly ImmutableArray<LogSign> On =
    [
        new("Enabled", @"^\s*\|\s+\|\s+\|\s+Enabled\*?\s+\|") { Samples = ["|                               |                      |              Enabled |"] },
        new("Enabled MIG Mode", @"Enabled MIG Mode for GPU") { Samples = ["Enabled MIG Mode for GPU 00000000:36:00.0"] },
    ];

    private static readonly LogSign Listed = new("MIG-", @"^\s+MIG \S+\s+Device\s+[0-9]+: \(UUID: MIG-") { Samples = ["  MIG 1g.5gb      Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)"] };

    private const string LostWords = @"(?<!not |n't )\b(?:destro[yi]\w*|gone|lost|lose|disappear\w*|vanish\w*|wiped|cleared)\b";

    private static readonly LogSign LostAtReboot = new("eboot", @"(?i)\bmigs?\b[^.?]{0,60}" + LostWords + @"[^.?]{0,40}\breboot|\breboot\w*\b[^.?]{0,80}\bmigs?\b[^.?]{0,40}" + LostWords)
    {
        Samples = ["The MIG devices are gone after a reboot", "When I reboot the host all MIG instances disappear"],
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [.. Empty, .. On, Listed, LostAtReboot, .. PartitionSigns.CudaSeesNoGpu];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var symptoms = log.Current(PartitionSigns.CudaSeesNoGpu.AsSpan());
        var state = symptoms.IsEmpty ? State.Warning : State.Fault;
        var known = Gpus(snapshot).ToList();
        if (known.Count > 0)
        {
            return Verdict.Found(known.Select(found => Find(state, Repair.ConfigFix, [.. found.Evidence, .. symptoms.Select(hit => hit.Source)], Fixes(found.Gpu.Selector)) with
            {
                Subject = found.Gpu.Subject,
            }));
        }
        var empty = log.Current(Empty.AsSpan());
        var on = log.Current(On.AsSpan());
        var lost = log.Current(LostAtReboot);
        if (snapshot.Origin.IsWholeMachine && snapshot.Partition.MigGpus.IsUnreadable && InMigMode(snapshot).Any(gpu => !gpu.Field("MIG Devices").IsKnown))
        {
            return Verdict.Unknown("MIG mode is on, and the list of MIG devices could not be read to see whether there is any");
        }
        if (log.Has(Listed) || snapshot.Origin.IsWholeMachine || (empty.IsEmpty && lost.IsEmpty && (on.IsEmpty || symptoms.IsEmpty)))
        {
            return Verdict.Quiet;
        }
        if (empty.IsEmpty && (on.IsEmpty || symptoms.IsEmpty))
        {
            return Verdict.Found(Find(State.Warning, Repair.ConfigFix, lost.Select(hit => hit.Source), Fixes("0")) with { Confidence = Confidence.Possible });
        }
        var evidence = empty.Concat(on.Take(2)).Concat(symptoms.Take(2)).Select(hit => hit.Source);
        var plugin = empty.Any(hit => hit.Sign == Empty[1] || hit.Sign == Empty[2]);
        return Verdict.Found(Find(plugin ? State.Fault : state, Repair.ConfigFix, evidence, Fixes("0")) with
        {
            Confidence = empty.IsEmpty ? Confidence.Likely : Confidence.Certain,
        });
    }

    private static IEnumerable<GpuState> InMigMode(Snapshot snapshot) =>
        snapshot.Driver.Gpus.Or([]).Where(gpu => gpu.Field("MIG Mode/Current").Or("") is "Enabled");

    private static IEnumerable<(GpuState Gpu, ImmutableArray<Source> Evidence)> Gpus(Snapshot snapshot)
    {
        foreach (var gpu in InMigMode(snapshot))
        {
            var mode = gpu.Field("MIG Mode/Current");
            var listed = snapshot.Partition.MigGpus.Or([]).FirstOrDefault(candidate => candidate.Uuid == gpu.Uuid);
            if (gpu.Field("MIG Devices") is { } devices && devices.Or("") == "None")
            {
                yield return (gpu, [mode.Source, devices.Source]);
            }
            else if (listed is { Devices.IsEmpty: true })
            {
                yield return (gpu, [mode.Source, listed.Source]);
            }
        }
    }

    private static ImmutableArray<PlanAction> Fixes(string gpu) =>
    [
        PlanAction.Look("See which instances this GPU offers", "nvidia-smi", "mig", "-lgip", "-i", gpu),
        PlanAction.ByHand($"Make instances, each with its compute instance: `nvidia-smi mig -i {gpu} -cgi PROFILE,PROFILE -C`; in Kubernetes set the node label nvidia.com/mig.config", needsRoot: true),
        PlanAction.Disruptive("Or use the GPU as a whole", "all clients of this GPU; none may have it open", "nvidia-smi", "-i", gpu, "-mig", "0"),
    ];
}
