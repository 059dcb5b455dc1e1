using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The host sleeps and the driver forgets what is in video memory.</summary>
public sealed class SuspendWithoutVideoMemory : Rule
{
    private static readonly LogSign Suspend = new("PM: suspend entry", @"PM: suspend entry \((?<mode>[\w-]+)\)")
    {
        Origin = SignOrigin.Kernel,
        Samples = ["[  436.393167] PM: suspend entry (deep)"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 320), "suspend-without-video-memory-preservation",
        "The host was suspended without preserving video memory",
        "With NVreg_PreserveVideoMemoryAllocations=0 the driver saves only what it needs itself when the host sleeps. Programs that keep data on the GPU find it damaged after resume and fail, often with an Xid.")
    {
        Reference = "NVIDIA driver README, power management",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [Suspend];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var parameters = snapshot.Driver.Parameters;
        var hits = snapshot.Log.Current(Suspend);
        if (!hits.IsEmpty && parameters.IsUnreadable && snapshot.Origin.IsWholeMachine && snapshot.Driver.LoadedVersion.IsKnown)
        {
            return Verdict.Unknown("the host was suspended, and the parameters of the driver could not be read");
        }
        if (hits.IsEmpty || !parameters.TryGet(out var values) || values.GetValueOrDefault("PreserveVideoMemoryAllocations") != "0")
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(
            State.Info, Repair.ConfigFix, hits.Select(hit => hit.Source).Take(1).Append(parameters.Source with { Text = "PreserveVideoMemoryAllocations: 0" }),
            PlanAction.ByHand("Set NVreg_PreserveVideoMemoryAllocations=1 for the nvidia module in /etc/modprobe.d (on Debian for nvidia-current), rebuild the initramfs and reboot.", Risk.Reboot, "everything on this host during the reboot", needsRoot: true),
            PlanAction.Safe("Have the driver told of suspend and resume.", "systemctl", "enable", "nvidia-suspend.service", "nvidia-resume.service", "nvidia-hibernate.service")));
    }
}
