using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The toolkit is there, but not for the daemon that was asked.</summary>
public sealed class OtherDaemonConfigured : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 20),
        "container-toolkit-not-configured-for-this-daemon",
        "The container toolkit is installed, but this Docker daemon is not configured for it",
        "Each daemon has its own configuration: the system's in /etc/docker/daemon.json, a rootless one in the user's home, a snap and Docker Desktop elsewhere. The one that was asked does not know the nvidia runtime, or was not restarted since it was told.")
    {
        Reference = "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs =>
        [ContainerSigns.CouldNotSelectDriver, ContainerSigns.UnknownRuntime, ContainerSigns.CgroupNotPermitted, ContainerSigns.ToolkitVersion, ContainerSigns.ChainedInstall, ContainerSigns.ListsNotRead, .. ContainerSigns.ToolkitAtHand, .. ContainerSigns.ToolkitAbsent, .. DaemonMentions.All];

    /// <summary>Where the text or the host shows that the toolkit is installed, or null.</summary>
    public static Source? ToolkitIsThere(Snapshot snapshot) =>
        snapshot.Log.HasAny(ContainerSigns.ToolkitAbsent.AsSpan()) ? null
        : snapshot.Container.Toolkit.IsKnown ? snapshot.Container.Toolkit.Source
        : snapshot.Container.ToolkitVersion.IsKnown ? snapshot.Container.ToolkitVersion.Source
        : snapshot.Userspace.Packages.Or([]).FirstOrDefault(package => package.Name is "nvidia-container-toolkit" && package.IsInstalled)?.Source
            ?? snapshot.Log.Current(ContainerSigns.ToolkitAtHand.AsSpan()).FirstOrDefault(hit => !NeverRan(snapshot.Log, hit))?.Source;

    // "update && install" ends before the second part when the first fails.
    private static bool NeverRan(LogFacts log, LogHit install) =>
        log.Has(ContainerSigns.ListsNotRead) && ContainerSigns.ChainedInstall.Match(install.Source.Text ?? "") is not null;

    /// <summary>Where the text shows a daemon other than the system's, or null.</summary>
    public static Source? Daemon(Snapshot snapshot) => DaemonMentions.First(snapshot.Log, DaemonMentions.All);

    /// <summary>True when Docker was asked for a CDI device and has CDI switched off.</summary>
    public static bool IsAboutCdi(LogHit refusal) =>
        refusal.Sign == ContainerSigns.CouldNotSelectDriver && (refusal.Source.Text ?? "").Contains("\"cdi\"", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (snapshot.Log.Current(ContainerSigns.CgroupNotPermitted) is { IsEmpty: false } forbidden)
        {
            return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, forbidden.Select(hit => hit.Source), ConfigureRuntime.RootlessDocker) with
            {
                Title = "The toolkit is set up for a rootful engine, and this one is rootless",
                Confidence = Confidence.Likely,
            });
        }
        var refused = snapshot.Log.Current(ContainerSigns.CouldNotSelectDriver, ContainerSigns.UnknownRuntime);
        if (refused.IsEmpty)
        {
            return Verdict.Quiet;
        }
        if (snapshot.Origin.IsWholeMachine && snapshot.Container.Docker.TryGet(out var docker) && docker.KnowsNvidia && docker.Source.Name.StartsWith("docker", StringComparison.Ordinal))
        {
            return Verdict.Quiet;
        }
        var toolkit = ToolkitIsThere(snapshot);
        var absent = snapshot.Log.HasAny(ContainerSigns.ToolkitAbsent.AsSpan());
        var daemon = absent ? null : Daemon(snapshot);
        var named = !absent && snapshot.Log.Has(ContainerSigns.UnknownRuntime);
        var cdi = refused.Any(IsAboutCdi);
        if (toolkit is null && daemon is null && !named && !cdi)
        {
            return Verdict.Quiet;
        }
        var rootless = snapshot.Container.RootlessDocker.FirstOrDefault(config => config.KnowsNvidia);
        var switchedOff = cdi && snapshot.Container.Docker.Or(null) is { Cdi: false } config ? config.Source : null;
        var evidence = refused.Select(hit => hit.Source).Concat(new[] { daemon, toolkit, rootless?.Source, switchedOff }.OfType<Source>());
        var finding = Find(LogWeight.Of(snapshot), Repair.ConfigFix, evidence, cdi ? ConfigureRuntime.DockerCdi : Fixes(snapshot)) with
        {
            Title = cdi ? "Docker was asked for a CDI device and has CDI switched off"
                : toolkit is null && named ? "This Docker daemon does not know the nvidia runtime" : Info.Title,
            Confidence = snapshot.Container.Toolkit.IsAbsent ? Confidence.Possible : Confidence.Likely,
        };
        return Verdict.Found(finding);
    }

    private static ImmutableArray<PlanAction> Fixes(Snapshot snapshot)
    {
        if (DaemonMentions.First(snapshot.Log, DaemonMentions.Snap) is not null)
        {
            return [DockerSnapCannotSeeDriver.UseDistributionDocker];
        }
        if (DaemonMentions.First(snapshot.Log, DaemonMentions.Rootless) is not null)
        {
            return ConfigureRuntime.RootlessDocker;
        }
        return DaemonMentions.First(snapshot.Log, DaemonMentions.Desktop) is not null
            ? [
                new PlanAction("Make the system's daemon the one that this user's docker command speaks to: it can reach the GPU, Docker Desktop on Linux runs in a virtual machine without it", ["docker", "context", "use", "default"], Risk.Disruptive, "containers and images of Docker Desktop are then out of this user's sight until `docker context use desktop-linux`", NeedsRoot: false),
                .. ConfigureRuntime.Docker,
            ]
            : ConfigureRuntime.Docker;
    }
}
