using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>A service needs /dev/nvidia* before it exists.</summary>
public sealed class DeviceNodesTooLate : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 290), "device-nodes-created-too-late",
        "The device nodes do not exist yet when a service needs them",
        "/dev/nvidia* are made by nvidia-modprobe or udev after the module is loaded. Here the module is loaded later than the service starts (bumblebee and bbswitch do so on purpose, so does a module loaded on demand), and the service gives up.")
    {
        DependsOn =
        [
            .. DriverCauses.Module, .. DriverCauses.Hardware, .. DriverCauses.Start, "nvml-driver-not-loaded", "rm-init-adapter-failed",
            "driver-library-mismatch-unattended-upgrade", "driver-library-mismatch-stale-loaded-module",
        ],
        Reference = "nvidia-persistenced texts; Bumblebee-Project/Bumblebee#1093",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
        [DriverSigns.QueryDevicesFailed, DriverSigns.NodesNotThere, DriverSigns.NodeNotThereForContainer, DriverSigns.StartsWithMachine, DriverSigns.MachineStarted, DriverSigns.NodesRace];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(DriverSigns.QueryDevicesFailed, DriverSigns.NodesNotThere);
        var driver = snapshot.Driver;
        if (hits.IsEmpty && OfContainer(snapshot) is { } started)
        {
            return Verdict.Found(started);
        }
        if (hits.IsEmpty || driver.Persistence.Daemon.Or(null) is { IsActive: true } || driver.Gpus.Or([]).Any(gpu => gpu.Is("Persistence Mode", "Enabled")))
        {
            return Verdict.Quiet;
        }
        var module = driver.Module("nvidia");
        var isLoaded = module is not null || driver.LoadedVersion.IsKnown || driver.NvmlWorks;
        if (driver.LoadedVersion.IsAbsent)
        {
            return Verdict.Quiet;
        }
        var evidence = hits.Select(hit => hit.Source).Concat(module is null ? [] : [module.Source]);
        var late = driver.Module("bbswitch");
        return Verdict.Found(Find(
            driver.NvmlWorks && snapshot.Origin.Kind != OriginKind.Text ? State.Warning : State.Fault, Repair.ConfigFix, late is null ? evidence : evidence.Append(late.Source),
            [
                .. late is null ? Array.Empty<PlanAction>() : [WithoutBumblebee(snapshot)],
                PlanAction.Safe("Have the module loaded early: write nvidia into /etc/modules-load.d/nvidia.conf; load it now with", "modprobe", "nvidia"),
                PlanAction.Safe("Make the nodes now.", "nvidia-modprobe", "-c", "0"),
                PlanAction.Safe("Start the service again; a drop-in with After=systemd-modules-load.service keeps the order at boot.", "systemctl", "restart", "nvidia-persistenced.service"),
            ]) with
        {
            Confidence = isLoaded ? Confidence.Likely : Confidence.Possible,
            Subject = "nvidia-persistenced.service",
        });
    }

    // The engine starts its containers as soon as it runs itself; nobody has loaded nvidia_uvm by then.
    private Finding? OfContainer(Snapshot snapshot)
    {
        var log = snapshot.Log;
        if (snapshot.Origin.Kind != OriginKind.Text)
        {
            return null;
        }
        var missing = log.Current(DriverSigns.NodeNotThereForContainer);
        var restarted = log.Current(DriverSigns.StartsWithMachine);
        var race = log.Current(DriverSigns.NodesRace);
        var isShown = !missing.IsEmpty && !restarted.IsEmpty && log.Has(DriverSigns.MachineStarted);
        return !isShown && race.IsEmpty
            ? null
            : Find(
                State.Fault, Repair.ConfigFix, (isShown ? missing.Concat(restarted) : race).Select(hit => hit.Source),
                PlanAction.ByHand("Have the modules loaded early: write the lines nvidia and nvidia-uvm into /etc/modules-load.d/nvidia.conf", needsRoot: true),
                PlanAction.Safe("Make the nodes now", "nvidia-modprobe", "-u", "-c", "0"),
                PlanAction.ByHand("Let the service wait at boot: a drop-in for it with ExecStartPre=/usr/bin/nvidia-modprobe -u -c 0", needsRoot: true)) with
            {
                Confidence = isShown ? Confidence.Likely : Confidence.Possible,
            };
    }

    private static PlanAction WithoutBumblebee(Snapshot snapshot)
    {
        const string text = "Remove bumblebee and bbswitch, which hold the module back; PRIME render offload replaces them.";
        const string disturbs = "programs started with optirun";
        return snapshot.Platform.Distribution.Or(null)?.UsesApt is true
            ? PlanAction.Disruptive(text, disturbs, "apt", "remove", "bumblebee", "bbswitch-dkms")
            : PlanAction.ByHand(text, Risk.Disruptive, disturbs, needsRoot: true);
    }
}
