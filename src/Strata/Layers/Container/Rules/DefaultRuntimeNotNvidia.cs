using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>Containers are started by a runtime that gives them no driver.</summary>
public sealed class DefaultRuntimeNotNvidia : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 40),
        "container-runtime-default-not-nvidia",
        "The container was not started by the nvidia runtime, so it has no driver libraries",
        "Driver libraries and /dev/nvidia* come into a container only through NVIDIA's runtime or a CDI device. A pod or container that asks for neither runs under the default runtime, and programs in it find no libnvidia-ml.so.1. The driver of the host may be fine: look with `nvidia-smi` there.")
    {
        DependsOn = [.. HostDriverFaults.NoDriver, "container-toolkit-not-installed", "containerd-nvidia-runtime-not-configured", "docker-snap-cannot-see-driver"],
        Reference = "NVIDIA/k8s-device-plugin#23",
    };

    private static readonly ImmutableArray<LogSign> Refusals =
    [
        new("could not load NVML")
        {
            Samples =
            [
                "Failed to start nvml with error:  could not load NVML library",
                "E0101 10:00:00.000000       1 factory.go:112] Failed to initialize NVML: could not load NVML library.",
                "Detected non-NVML platform: could not load NVML library: libnvidia-ml.so.1: cannot open shared object file: No such file or directory",
            ],
        },
        new("ERROR_LIBRARY_NOT_FOUND", @"(?i)nvml.*ERROR_LIBRARY_NOT_FOUND") { Samples = ["Failed to initialize NVML: ERROR_LIBRARY_NOT_FOUND."] },
        new("did you configure the NVIDIA") { Samples = ["If this is a GPU node, did you configure the NVIDIA Container Toolkit?"] },
        new("docker default runtime to") { Samples = ["2022/05/13 23:09:23 If this is a GPU node, did you set the docker default runtime to `nvidia`?"] },
        new("Incompatible platform detected") { Samples = ["factory.go:113] Incompatible platform detected"] },
        new("Incompatible strategy detected") { Samples = ["E0612 08:00:00.000000       1 factory.go:87] Incompatible strategy detected auto"] },
        new("invalid device discovery strategy")
        {
            Samples = ["error starting plugins: error creating plugin manager: unable to create plugin manager: invalid device discovery strategy"],
        },
        new("nvidia-smi", @"exec: \\*""nvidia-smi\\*"": executable file not found")
        {
            Samples = ["docker: Error response from daemon: OCI runtime create failed: runc create failed: unable to start container process: exec: \"nvidia-smi\": executable file not found in $PATH: unknown."],
        },
        new("NVIDIA Driver was not detected") { Samples = ["WARNING: The NVIDIA Driver was not detected.  GPU functionality will not be available."] },
        new("start this container with GPU support") { Samples = ["   Use the NVIDIA Container Toolkit to start this container with GPU support; see"] },
    ];

    private static readonly LogSign PluginEnds = new("CrashLoopBackOff", @"nvidia-device-plugin\S*\s.*CrashLoopBackOff")
    {
        Samples = ["nvidia-device-plugin-daemonset-zndv7   0/1   CrashLoopBackOff   6   11m"],
    };

    private static readonly LogSign PluginByHand = new("nvidia", @"docker run .*--runtime[= ]nvidia\b.*device-plugin") { Samples = ["docker run --runtime=nvidia --rm nvidia/k8s-device-plugin:1.11"] };

    private static readonly LogSign PluginWorks = new("Registered device plugin") { Samples = ["2024/03/01 10:00:01 Registered device plugin with Kubelet"] };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [.. Refusals, PluginEnds, PluginByHand, PluginWorks];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Refusals.AsSpan());
        if (hits.IsEmpty && Array.TrueForAll([PluginEnds, PluginByHand, PluginWorks], sign => snapshot.Log.Has(sign)))
        {
            hits = snapshot.Log.Current(PluginEnds, PluginByHand);
        }
        if (hits.IsEmpty || (snapshot.Bus.Functions.IsKnown && snapshot.Origin.IsWholeMachine && snapshot.Bus.Gpus.IsEmpty))
        {
            return Verdict.Quiet;
        }
        var container = snapshot.Container;
        var evidence = hits.Select(hit => hit.Source);
        if (container.Cri.TryGet(out var containerd) && containerd.DefaultRuntime is not null and not "nvidia")
        {
            evidence = evidence.Append(containerd.Source);
        }
        return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, evidence, Fixes(snapshot)) with { Confidence = Confidence.Likely });
    }

    private static ImmutableArray<PlanAction> Fixes(Snapshot snapshot)
    {
        var usesContainerd = snapshot.Container.Cri.IsKnown || snapshot.Container.Engine(EngineKind.Docker) is null;
        var plain = snapshot.Log.HasAny(ContainerSigns.CouldNotSelectDriver) || DaemonMentions.First(snapshot.Log, DaemonMentions.All) is not null;
        return
        [
            PlanAction.ByHand("Ask for the GPU when the container is started: runtimeClassName: nvidia in the pod, or `docker run --gpus all` / `podman run --device nvidia.com/gpu=all`"),
            .. usesContainerd && !plain ? ConfigureRuntime.CriDefault(snapshot.Container.Cri.Or(null)) : ConfigureRuntime.DockerDefault,
        ];
    }
}
