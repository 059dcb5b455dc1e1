using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Layers.Container.Cdi;
using Strata.Layers.Kernel;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The CDI specification was written for another driver than the one installed now.</summary>
public sealed class CdiSpecStale : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 90),
        "cdi-spec-stale",
        "The CDI specification names files of another driver",
        "A CDI specification lists the driver's libraries by their full names, version included, and the device nodes as they were. After a driver upgrade, or a change of GPUs or MIG instances, those files are gone and every container that asks for the device fails to start.")
    {
        DependsOn = HostDriverFaults.NoDriver,
        Reference = "podman-container-tools/podman#26233",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => CdiTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var stale = Stale(snapshot);
        if (CdiTrouble.Decide(snapshot) is { Cause: CdiCause.Stale } trouble)
        {
            return snapshot.Origin.IsWholeMachine && snapshot.Container.CdiSpecs.IsKnown && stale.IsEmpty
                ? Verdict.Quiet
                : Verdict.Found(Find(State.Fault, Repair.ConfigFix, [.. trouble.Evidence, .. stale], GenerateCdiSpec.Now, GenerateCdiSpec.List) with
                {
                    Confidence = trouble.Confidence,
                    AlsoDependsOn = ["nvidia-uvm-not-loaded", "nvidia-uvm-module-not-installed"],
                });
        }
        return stale.IsEmpty ? Verdict.Quiet : Verdict.Found(Find(State.Warning, Repair.ConfigFix, stale, GenerateCdiSpec.Now, GenerateCdiSpec.List));
    }

    private static ImmutableArray<Source> Stale(Snapshot snapshot)
    {
        var installed = snapshot.Userspace.Version.Or(null) ?? snapshot.Driver.LoadedVersion.Or(null);
        var places = ImmutableArray.CreateBuilder<Source>();
        foreach (var spec in snapshot.Container.CdiSpecs.Or([]))
        {
            places.AddRange(spec.Missing.Select(path => spec.HostPaths[path]));
            if (installed is not null && spec.DriverVersions is { IsEmpty: false } versions
                && versions.All(version => DriverVersion.Parse(version) is { } named && !named.Agrees(installed)))
            {
                places.AddRange(spec.HostPaths.Where(pair => versions.Any(version => pair.Key.EndsWith(version, StringComparison.Ordinal)))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).Take(2));
            }
        }
        return places.ToImmutable();
    }
}
