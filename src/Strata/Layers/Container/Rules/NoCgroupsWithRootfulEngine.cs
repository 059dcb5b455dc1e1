using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The toolkit is told not to enter devices into the cgroup, and the engine runs as root.</summary>
public sealed class NoCgroupsWithRootfulEngine : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 110),
        "toolkit-no-cgroups-true-with-rootful-engine",
        "no-cgroups = true keeps the GPU out of containers of a rootful engine",
        "With no-cgroups = true the toolkit does not enter /dev/nvidia* into the container's device cgroup. A rootless engine needs that, because it may not set the cgroup; under a rootful one the devices stay forbidden from the first start on.")
    {
        Reference = "NVIDIA/nvidia-container-toolkit#580",
    };

    private static readonly ImmutableArray<LogSign> RootfulFails =
    [
        new("root", Fails + @".{0,60}\b(?:rootful|(?:run(?:ning|s)? )?(?:from|as|by) root)\b") { Samples = ["it broke containers started by root", "that setting breaks rootful podman"] },
        new("ootful", @"(?i)\brootful\b.{0,60}" + Fails) { Samples = ["Rootful podman fails to see the GPU"] },
    ];

    private const string Fails = @"(?i)\b(?:break(?:s|ing)?|broke|broken|fail(?:s|ed|ing)?|(?:not|n't|no longer|stop(?:s|ped)?) work(?:s|ing)?|loses?)\b";

    // Whoever says that switching it off helped had it on.
    private static readonly LogSign SwitchedOff = new("no-cgroups", @"(?i)(?=.*(?:\bfix\w*|\bsolv\w*|\bwork(?:s|ed)\b|\bhelp(?:s|ed)\b|\bresolv\w*)).*no-cgroups[`""']?\s*(?:=|to|:)\s*[`""']?false")
    {
        Samples = ["Setting no-cgroups = false fixed it for me", "with `no-cgroups = false` it works"],
    };

    private static PlanAction ForBothEngines { get; } = PlanAction.ByHand(
        "A rootless Docker on this host needs no-cgroups = true: leave it, and give containers of the system's Docker their GPU through CDI, `docker run --device nvidia.com/gpu=all`", Risk.Disruptive, "the container while it is made anew");

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [ContainerSigns.NoCgroups, SwitchedOff, ContainerSigns.NvmlUnknownError, .. RootfulFails];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var config = snapshot.Container.ToolkitConfig.Or(null);
        var shown = snapshot.Log.Current(ContainerSigns.NoCgroups);
        var setting = config is { NoCgroups: true } ? config.NoCgroupsSource : config is null ? shown.FirstOrDefault()?.Source : null;
        if (setting is null && snapshot.Origin.IsWholeMachine && snapshot.Container.ToolkitConfig.IsUnreadable && snapshot.Log.HasAny(ContainerSigns.NvmlUnknownError, ContainerSigns.NvmlAccessBlocked))
        {
            return Verdict.Unknown("a container could not open its GPU, and the toolkit's configuration could not be read to see whether no-cgroups is on");
        }
        if (setting is null && snapshot.Origin.Kind == OriginKind.Text && snapshot.Log.Has(ContainerSigns.NvmlUnknownError))
        {
            setting = snapshot.Log.Current(SwitchedOff).FirstOrDefault()?.Source;
        }
        if (setting is null || config?.Mode == "cdi")
        {
            return Verdict.Quiet;
        }
        var failed = snapshot.Log.Current(ContainerSigns.NvmlUnknownError, ContainerSigns.NvmlAccessBlocked, ContainerSigns.DeviceNotPermitted);
        var rootless = snapshot.Container.RootlessDocker.FirstOrDefault(daemon => daemon.KnowsNvidia);
        PlanAction[] fixes = rootless is not null ? [ForBothEngines, .. ConfigureRuntime.DockerCdi] :
        [
            PlanAction.Safe("Let the toolkit set the device cgroup", "nvidia-ctk", "config", "--set", "nvidia-container-cli.no-cgroups=false", "--in-place"),
            RestartEngine.Docker,
        ];
        if (!failed.IsEmpty)
        {
            return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [setting, .. failed.Select(hit => hit.Source)], fixes));
        }
        if (snapshot.Origin.Kind == OriginKind.Text && snapshot.Log.Current(RootfulFails.AsSpan()) is { IsEmpty: false } said)
        {
            return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [setting, .. said.Select(hit => hit.Source)], fixes) with { Confidence = Confidence.Likely });
        }
        var docker = snapshot.Container.Engine(EngineKind.Docker);
        return docker is { IsSnap: false } && snapshot.Container.Docker.Or(null) is { KnowsNvidia: true }
            && DaemonMentions.First(snapshot.Log, DaemonMentions.Rootless) is null
            ? Verdict.Found(Find(State.Warning, Repair.ConfigFix, [setting, docker.Source], fixes) with { Confidence = Confidence.Likely })
            : Verdict.Quiet;
    }
}
