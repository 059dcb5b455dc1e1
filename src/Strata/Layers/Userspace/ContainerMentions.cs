using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>Tells whether a text speaks of something that runs in a container.</summary>
public static class ContainerMentions
{
    private static readonly ImmutableArray<LogSign> Commands =
    [
        new("docker run") { Samples = ["docker run --rm --gpus all ubuntu nvidia-smi"] },
        new("docker exec") { Samples = ["$ docker exec -it worker nvidia-smi"] },
        new("docker start") { Samples = ["$ docker start worker"] },
        new("docker compose") { Samples = ["$ docker compose up"] },
        new("docker-compose") { Samples = ["$ docker-compose up"] },
        new("docker container") { Samples = ["$ docker container ls"] },
        new("nvidia-docker") { Samples = ["$ nvidia-docker run --rm nvidia/cuda nvidia-smi"] },
        new("Error response from daemon") { Samples = ["docker: Error response from daemon: OCI runtime create failed"] },
        new("podman run") { Samples = ["$ podman run --rm --device nvidia.com/gpu=all ubuntu nvidia-smi"] },
        new("podman exec") { Samples = ["$ podman exec worker nvidia-smi"] },
        new("podman start") { Samples = ["$ podman start worker"] },
        new("nerdctl run") { Samples = ["# nerdctl run -it --rm --gpus all ubuntu nvidia-smi"] },
        new("kubectl exec") { Samples = ["$ kubectl exec gpu-pod -- nvidia-smi"] },
        new("kubectl logs") { Samples = ["$ kubectl logs gpu-pod"] },
        new("kubectl run") { Samples = ["$ kubectl run gpu --image=ubuntu"] },
        new("crictl exec") { Samples = ["# crictl exec 1f0c nvidia-smi"] },
        new("lxc exec") { Samples = ["$ lxc exec gpu -- nvidia-smi"] },
        new("lxc-attach") { Samples = ["# lxc-attach -n 101"] },
        new("incus exec") { Samples = ["$ incus exec gpu -- nvidia-smi"] },
        new("pct enter") { Samples = ["# pct enter 101"] },
        new("pct exec") { Samples = ["# pct exec 101 -- nvidia-smi"] },
        new("apptainer ") { Samples = ["$ apptainer exec --nv image.sif nvidia-smi"] },
        new("singularity exec") { Samples = ["$ singularity exec --nv image.sif nvidia-smi"] },
        new("toolbox ", @"\btoolbox (?:enter|run|create)\b") { Samples = ["$ toolbox enter cuda"] },
        new("enroot ", @"\benroot (?:start|exec|create)\b") { Samples = ["$ enroot start --rw cuda nvidia-smi"] },
        new("CrashLoopBackOff") { Samples = ["gpu-pod   0/1   CrashLoopBackOff   9 (4m24s ago)   21m"] },
        new("OCI runtime") { Samples = ["Error: OCI runtime error: crun: error executing hook"] },
        new("root@", @"root@[0-9a-f]{12}:") { Samples = ["root@da0fd684b11a:/# nvidia-smi"] },
    ];

    private static readonly ImmutableArray<LogSign> Prose =
    [
        new("docker image") { Samples = ["It runs inside a docker image on a host with driver 535"] },
        new("ontainer", @"(?i)\b(?:inside|in|into|within|from) (?:of )?(?:the |a |an |my |this |each |running )*(?:docker |podman |lxc |lxd |gpu |unprivileged |privileged )*containers?\b|\b(?:lxc|lxd|incus) containers?\b|\b(?:existing|old|running|already created) containers\b")
        {
            Samples = ["nvidia-smi fails inside the container", "Works on the host, in my LXC container it does not", "the lxc container had 375.51", "Existing containers fail, a new one works"],
        },
        new("istrobox", @"(?i)\bdistrobox\b") { Samples = ["$ distrobox enter rocky"] },
        new("LXC", @"\bLXC\b") { Samples = ["On the LXC: nvidia-smi"] },
    ];

    /// <summary>Commands, prompts, messages and words that only containers have.</summary>
    public static ImmutableArray<LogSign> All { get; } = [.. Commands, .. Prose];

    /// <summary>The first such line of the current boot, or null.</summary>
    public static Source? First(LogFacts log)
    {
        LogHit? first = null;
        foreach (var sign in All)
        {
            foreach (var hit in log.Current(sign))
            {
                first = first is null || hit.Order < first.Order ? hit : first;
            }
        }
        return first?.Source;
    }

    /// <summary>A mention shortly before one of these lines, or a sentence right after it; null when there is none.</summary>
    public static Source? Near(LogFacts log, ImmutableArray<LogHit> lines)
    {
        foreach (var sign in All)
        {
            foreach (var mention in log.Current(sign))
            {
                var after = Prose.Contains(sign) ? After : 0;
                if (lines.Any(line => line.Source.Name == mention.Source.Name && line.Source.Line - mention.Source.Line <= Before && mention.Source.Line - line.Source.Line <= after))
                {
                    return mention.Source;
                }
            }
        }
        return null;
    }

    private const int Before = 10;
    private const int After = 2;
}
