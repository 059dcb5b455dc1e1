using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>A test under a service manager of its own, which only root can start, and only where the kernel has what it stands on.</summary>
public sealed class SystemdFactAttribute : FactAttribute
{
    private const string Mounts =
        "unshare --mount --pid --cgroup --net --fork bash -c 'd=$(mktemp -d) && mount -t tmpfs t $d && mkdir $d/u $d/w $d/r && mount -t overlay o -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/r && mount -t cgroup2 c $d/u'";

    public SystemdFactAttribute() => Skip = Lack();

    private static string? Lack() =>
        Environment.UserName != "root" ? "only root can start a service manager in namespaces"
        : !File.Exists("/lib/systemd/systemd") ? "systemd is missing (Debian package: systemd)"
        : Shell.Run(Mounts).ExitCode != 0 ? "this kernel or container allows no mounts, no overlay or no control groups of version 2"
        : null;
}
