using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container;

/// <summary>Tells from a text which kind of Docker daemon is spoken of.</summary>
public static class DaemonMentions
{
    /// <summary>Docker came as a snap.</summary>
    public static ImmutableArray<LogSign> Snap { get; } =
    [
        new("docker", @"\bsnap (?:install|refresh|services|connect|info|run|start|restart|logs|set|get) (?:--\S+ )*docker\b") { Samples = ["sudo snap install docker", "$ sudo snap services docker", "snap connect docker:nvidia-support"] },
        new("/snap/docker") { Samples = [" Docker Root Dir: /var/snap/docker/common/var-lib-docker", "/snap/docker/2893/bin/dockerd"] },
        new("/snap/bin/docker") { Samples = ["$ which docker\n/snap/bin/docker"] },
        new("docker.dockerd", @"(?<!snap\.)\bdocker\.dockerd\b") { Samples = ["docker.dockerd  enabled  active   -"] },
        new("Canonical", @"^docker \S+ from Canonical") { Samples = ["docker 27.5.1 from Canonical** installed"] },
        new("snap.docker") { Samples = ["snap.docker.dockerd.service"] },
        new(" snap", @"(?i)\bdocker\b.{0,40}\b(?:via|from|using|as|with|through|by) (?:a |the )?snap\b|\bsnap(?:ped)? (?:version |package )?(?:of )?docker\b|\bdocker (?:is |was )?(?:a )?snap\b")
        {
            Samples = ["Docker was installed via snap", "I use the snap version of docker"],
        },
        new("canonical", @"^docker\s+[0-9]\S*\s+[0-9]+\s+\S+\s+canonical") { Samples = ["docker    24.0.5    2893   latest/stable    canonical**  -"] },
    ];

    /// <summary>Docker runs without root.</summary>
    public static ImmutableArray<LogSign> Rootless { get; } =
    [
        new("rootless", @"(?i)\brootless\b") { Samples = ["  rootless", " Context:    rootless"] },
        new("Rootless") { Samples = ["Rootless mode is on"] },
        new("/run/user/", @"/run/user/[0-9]+/docker\.sock") { Samples = ["DOCKER_HOST=unix:///run/user/1000/docker.sock"] },
        new("with sudo", @"(?i)\b(?:works?|fine|ok|succeeds?|runs?)\b.{0,20}\bwith sudo\b") { Samples = ["It works with sudo, without it I get the error"] },
        new(".config/docker/daemon.json") { Samples = ["$ cat ~/.config/docker/daemon.json"] },
    ];

    /// <summary>Docker Desktop with its own virtual machine.</summary>
    public static ImmutableArray<LogSign> Desktop { get; } =
    [
        new("desktop-linux") { Samples = [" Context:    desktop-linux"] },
        new("docker-desktop") { Samples = [" Name: docker-desktop"] },
        new("Docker Desktop") { Samples = ["Server: Docker Desktop 4.30.0"] },
        new("/.docker/desktop/") { Samples = ["unix:///home/user/.docker/desktop/docker.sock"] },
    ];

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [.. Snap, .. Rootless, .. Desktop];

    /// <summary>The first line of the current boot that has one of the signs, or null.</summary>
    public static Source? First(LogFacts log, ImmutableArray<LogSign> signs) =>
        signs.SelectMany(sign => log.Current(sign)).OrderBy(hit => hit.Order).FirstOrDefault()?.Source;
}
