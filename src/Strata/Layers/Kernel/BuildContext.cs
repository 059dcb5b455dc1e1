using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Kernel;

/// <summary>What stands around a failed build: whose module it is and which compilers the host has.</summary>
public static class BuildContext
{
    /// <summary>A driver release is named.</summary>
    public static LogSign Nvidia { get; } = new("NVIDIA", @"NVIDIA-(?:Linux|SMI)|NVIDIA (?:driver|Accelerated)")
    {
        Samples = ["Starting installation of NVIDIA driver version 470.129.06 for Linux kernel version 5.16.13-200.fc35.x86_64"],
    };

    /// <summary>DKMS works on a module of somebody else.</summary>
    public static LogSign OtherModule { get; } = new("/dkms/", @"/var/lib/dkms/(?!nvidia)(?<module>[\w-]+)/")
    {
        Samples = ["Consult /var/lib/dkms/zfs/2.1.5/build/make.log for more information."],
    };

    /// <summary>A compiler of the host tells its version.</summary>
    public static ImmutableArray<LogSign> Compiler { get; } =
    [
        Version("(Ubuntu ", "gcc-12 (Ubuntu 12.3.0-1ubuntu1~22.04) 12.3.0", "g++ (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0"),
        Version("(Debian ", "gcc (Debian 12.2.0-14+deb12u1) 12.2.0"),
        Version("(GCC)", "gcc (GCC) 13.2.1 20231205 (Red Hat 13.2.1-6)"),
        Version("(SUSE Linux)", "gcc (SUSE Linux) 7.5.0"),
    ];

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [Nvidia, OtherModule, .. Compiler];

    private static LogSign Version(string needle, params string[] samples) =>
        new(needle, @"^(?:x86_64-linux-gnu-|aarch64-linux-gnu-)?(?<tool>gcc|g\+\+|cc)(?:-\d+)? \([^)]+\) (?<major>\d+)\.\d+\.\d+")
        {
            Samples = [.. samples],
        };
}
