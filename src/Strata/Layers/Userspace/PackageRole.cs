using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Layers.Userspace;

/// <summary>What a package is for, told by its name over Debian, Ubuntu, Red Hat, SUSE and Arch.</summary>
public static partial class PackageRole
{
    /// <summary>True for packages worth keeping: driver, kernel, headers, container engines, CUDA.</summary>
    public static bool IsOfInterest(string name) => Interest().IsMatch(name);

    /// <summary>True for a package that brings user-space driver files whose version must equal the module's.</summary>
    public static bool IsUserDriver(string name) => User().IsMatch(name);

    /// <summary>True for a package that brings the kernel module or its source.</summary>
    public static bool IsModule(string name) => Module().IsMatch(name);

    /// <summary>True for a package of the driver itself: user space, module, or one that only pulls these in.</summary>
    public static bool IsOfDriver(string name) => IsUserDriver(name) || IsModule(name) || name.StartsWith("cuda-drivers", StringComparison.Ordinal);

    /// <summary>True for a kernel image.</summary>
    public static bool IsKernelImage(string name) => Image().IsMatch(name);

    /// <summary>The branch in an Ubuntu package name, 535 in <c>nvidia-driver-535-server</c>; null where the name has none.</summary>
    public static int? BranchInName(string name) =>
        Branch().Match(name) is { Success: true } match ? int.Parse(match.Groups["branch"].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"nvidia|cuda|libxnvctrl|linux-image|linux-headers|linux-modules|linux-objects|linux-generic|(?:proxmox|pve)-(?:kernel|headers|default)|^kernel(?:-|$)|^linux(?:-lts|-zen|-hardened)?(?:-headers)?$|^dkms$|akmod|docker|containerd|podman|^runc$|^crun$|datacenter-gpu|nvlsm|nccl|^gcc(?:-\d+)?$|firmware-nvidia|unattended-upgrades|^k3s|^kubelet|^cri-o", RegexOptions.CultureInvariant)]
    private static partial Regex Interest();

    [GeneratedRegex(@"^(?:nvidia-smi|nvidia-utils(?:-\d{3}\S*)?|nvidia-compute-utils-\d+\S*|libnvidia-(?:compute|decode|encode|extra|fbc1|gl|cfg1)(?:-\d+\S*)?|libnvidia-ml1?|libcuda1(?:-\d+)?|nvidia-driver(?:-\d{3}\S*)?|nvidia-driver-(?:libs|bin|cuda|cuda-libs|NVML)|nvidia-headless\S*|xorg-x11-drv-nvidia(?:-cuda|-libs|-cuda-libs)?|nvidia-compute-G0\d|nvidia-x11-drv\S*|nvidia-persistenced)$", RegexOptions.CultureInvariant)]
    private static partial Regex User();

    [GeneratedRegex(@"^(?:nvidia-dkms(?:-\d+\S*)?|nvidia-open-dkms|nvidia(?:-tesla|-legacy)?(?:-\w+)?-kernel-dkms|nvidia-open-kernel-dkms|nvidia-kernel-(?:dkms|source)\S*|nvidia-kernel-\d\S*|linux-modules-nvidia-\S+|linux-objects-nvidia-\S+|kmod-nvidia\S*|akmod-nvidia\S*|nvidia-open-driver-G0\d\S*|nvidia-driver-G0\d-kmp\S*|nvidia|nvidia-lts|nvidia-open|nvidia-open-lts|dkms-nvidia\S*|nvidia-kmod)$", RegexOptions.CultureInvariant)]
    private static partial Regex Module();

    [GeneratedRegex(@"^(?:linux-image-\d\S*|linux-image-unsigned-\d\S*|proxmox-kernel-\d\S*|pve-kernel-\d\S*|linux-image-(?:amd64|arm64|generic\S*)|kernel-core|kernel)$", RegexOptions.CultureInvariant)]
    private static partial Regex Image();

    [GeneratedRegex(@"^(?:nvidia|libnvidia|linux-modules-nvidia|linux-objects-nvidia|xserver-xorg-video-nvidia|libcuda1|cuda-drivers)(?:-[a-z0-9]+?)*?-(?<branch>[0-9]{3})(?:-|:|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Branch();
}
