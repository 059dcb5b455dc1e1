using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>Tells whether a text speaks of something that runs in a container.</summary>
public static class ContainerMentions
{
    /// <summary>Commands, prompts and messages that only containers have.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        new("docker run") { Samples = ["docker run --rm --gpus all ubuntu nvidia-smi"] },
        new("docker exec") { Samples = ["$ docker exec -it worker nvidia-smi"] },
        new("docker start"),
        new("docker compose"),
        new("docker-compose"),
        new("docker container"),
        new("docker image") { Samples = ["It runs inside a docker image on a host with driver 535"] },
        new("lxc container") { Samples = ["the lxc container had 375.51"] },
        new("lxd container"),
        new("nvidia-docker"),
        new("Error response from daemon"),
        new("podman run"),
        new("podman exec"),
        new("podman start"),
        new("nerdctl run"),
        new("kubectl exec"),
        new("kubectl logs"),
        new("kubectl run"),
        new("crictl exec"),
        new("lxc exec"),
        new("lxc-attach"),
        new("incus exec"),
        new("pct enter"),
        new("pct exec"),
        new("apptainer "),
        new("singularity exec"),
        new("CrashLoopBackOff"),
        new("OCI runtime"),
        new("root@", @"root@[0-9a-f]{12}:") { Samples = ["root@da0fd684b11a:/# nvidia-smi"] },
        new("ontainer", @"(?i)\b(?:inside|in|into|within|from) (?:of )?(?:the |a |an |my |this |each |running )*(?:docker |podman |lxc |lxd |gpu |unprivileged |privileged )*containers?\b")
        {
            Samples = ["nvidia-smi fails inside the container", "Works on the host, in my LXC container it does not"],
        },
        new("LXC", @"\bLXC\b") { Samples = ["On the LXC: nvidia-smi"] },
    ];

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
}
