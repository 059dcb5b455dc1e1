using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The host has no container toolkit.</summary>
public sealed class ContainerToolkitMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 10),
        "container-toolkit-not-installed",
        "NVIDIA's container toolkit is not installed",
        "Docker asks a helper for the GPU, and the helper comes with the package nvidia-container-toolkit. Without it no container gets a GPU, however healthy the driver is. If the toolkit is installed, then another daemon than this one was configured.")
    {
        Reference = "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [ContainerSigns.CouldNotSelectDriver, ContainerSigns.UnknownRuntime, ContainerSigns.RuntimeProgramMissing, ContainerSigns.ChainedInstall, ContainerSigns.ListsNotRead, .. ContainerSigns.ToolkitAbsent];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var container = snapshot.Container;
        var absent = snapshot.Log.Current(ContainerSigns.ToolkitAbsent.AsSpan());
        var program = snapshot.Log.Current(ContainerSigns.RuntimeProgramMissing);
        var refused = snapshot.Log.Current(ContainerSigns.CouldNotSelectDriver).RemoveAll(OtherDaemonConfigured.IsAboutCdi);
        if (!container.Toolkit.IsKnown && !absent.IsEmpty && snapshot.Log.HasAny(ContainerSigns.CouldNotSelectDriver, ContainerSigns.UnknownRuntime))
        {
            var told = absent.Concat(snapshot.Log.Current(ContainerSigns.CouldNotSelectDriver, ContainerSigns.UnknownRuntime));
            return Found(snapshot, told.OrderBy(hit => hit.Order).Select(hit => hit.Source), Confidence.Certain, LogWeight.Of(snapshot));
        }
        if (container.Toolkit.IsKnown || DaemonMentions.First(snapshot.Log, DaemonMentions.Snap) is not null)
        {
            return Verdict.Quiet;
        }
        if (!program.IsEmpty)
        {
            return Found(snapshot, program.Select(hit => hit.Source), Confidence.Likely, LogWeight.Of(snapshot));
        }
        if (refused.IsEmpty || OtherDaemonConfigured.ToolkitIsThere(snapshot) is not null || OtherDaemonConfigured.Daemon(snapshot) is not null)
        {
            return container.Toolkit.IsAbsent && container.Docker.TryGet(out var docker) && docker.KnowsNvidia && snapshot.Origin.IsWholeMachine
                ? Found(snapshot, [docker.Source, container.Toolkit.Source], Confidence.Likely, docker.DefaultRuntime == "nvidia" ? State.Fault : State.Warning)
                : Verdict.Quiet;
        }
        if (container.Toolkit.IsUnreadable && snapshot.Origin.IsWholeMachine)
        {
            return Verdict.Unknown("Docker found nobody who gives it a GPU, and whether the container toolkit is installed could not be read");
        }
        var unread = snapshot.Log.Has(ContainerSigns.ChainedInstall) ? snapshot.Log.Current(ContainerSigns.ListsNotRead) : [];
        var evidence = refused.Concat(unread).Select(hit => hit.Source);
        return container.Toolkit.IsAbsent
            ? Found(snapshot, evidence.Append(container.Toolkit.Source), Confidence.Certain, State.Fault)
            : Found(snapshot, evidence, Confidence.Likely, LogWeight.Of(snapshot));
    }

    private Verdict Found(Snapshot snapshot, IEnumerable<Source> evidence, Confidence confidence, State state) =>
        Verdict.Found(Find(
            state, Repair.ConfigFix, evidence,
            [InstallContainerToolkit.On(snapshot.Platform.Distribution.Or(null)), .. ConfigureRuntime.Docker]) with
        {
            Confidence = confidence,
        });
}
