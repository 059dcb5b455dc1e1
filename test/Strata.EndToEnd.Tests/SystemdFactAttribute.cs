using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>A test under a service manager of its own, which only root can start, and only where the kernel has what it stands on.</summary>
public sealed class SystemdFactAttribute : FactAttribute
{
    public SystemdFactAttribute()
    {
        if (Environment.UserName != "root")
        {
            Skip = "only root can start a service manager in namespaces";
        }
        else if (!File.Exists("/lib/systemd/systemd"))
        {
            Skip = "systemd is missing (Debian package: systemd)";
        }
        else if (Shell.Run("unshare --mount --pid --cgroup --net --fork bash -c 'd=$(mktemp -d) && mount -t tmpfs t $d && mkdir $d/u $d/w $d/r && mount -t overlay o -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/r && mount -t cgroup2 c $d/u'").ExitCode != 0)
        {
            Skip = "this kernel or container allows no mounts, no overlay or no control groups of version 2";
        }
    }
}
