using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>A rule about a GPU that one flavour of the modules cannot drive, while this one is installed.</summary>
public abstract class ModuleFlavourRule : Rule
{
    /// <summary>The driver's message about one GPU.</summary>
    protected abstract LogSign Named { get; }

    /// <summary>Its part that does not name the GPU.</summary>
    protected abstract LogSign Unnamed { get; }

    /// <summary>True when the GPU needs the open modules, false when it needs the proprietary ones.</summary>
    protected abstract bool NeedsOpen { get; }

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var named = snapshot.Log.Current(Named);
        if (!named.IsEmpty)
        {
            return Verdict.Found(named.DistinctBy(hit => hit["gpu"]).Select(hit => Found(snapshot, PciAddress.Parse(hit["gpu"]), [hit.Source])));
        }
        var unnamed = snapshot.Log.Current(Unnamed);
        if (unnamed.IsEmpty && Told(snapshot) is { IsEmpty: false } told)
        {
            return Verdict.Found(Found(snapshot, null, told) with { Confidence = Confidence.Likely });
        }
        return unnamed.IsEmpty
            ? Verdict.Found(snapshot.Kernel.RunningModule is { License: { } license } file && license == "NVIDIA" == NeedsOpen
                ? Undriven(snapshot).Select(gpu => Found(snapshot, gpu.Address, [gpu.Source, file.Source]) with { Confidence = Confidence.Likely })
                : []).UnlessMute(snapshot, "which flavour of the modules is installed", Undriven(snapshot))
            : Verdict.Found(Found(snapshot, null, [.. unnamed.Select(hit => hit.Source)]));
    }

    /// <summary>What somebody tells of the driver's message in own words.</summary>
    protected virtual ImmutableArray<Source> Told(Snapshot snapshot) => [];

    /// <summary>GPUs that need the other flavour and do not work.</summary>
    protected abstract IEnumerable<PciFunction> Undriven(Snapshot snapshot);

    /// <summary>The branch to install, by the one that is installed now; null for the distribution's choice.</summary>
    protected abstract int? Branch(int? installed);

    private Finding Found(Snapshot snapshot, PciAddress? address, ImmutableArray<Source> evidence)
    {
        var version = snapshot.Driver.LoadedVersion.Or(null) ?? snapshot.Kernel.RunningModule?.Version ?? snapshot.Userspace.Version.Or(null);
        return Find(
            State.Fault,
            Repair.ConfigFix,
            evidence,
            [
                .. InstallDriver.For(snapshot.Platform.Distribution.Or(null), DriverWish.Exactly(snapshot, Branch(version?.Branch), NeedsOpen)),
                RestartHost.Because($"Reboot, so that the {(NeedsOpen ? "open" : "proprietary")} module is loaded"),
            ]) with
        {
            Subject = address?.ToString(),
        };
    }
}
