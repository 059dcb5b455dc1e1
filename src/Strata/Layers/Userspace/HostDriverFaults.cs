using System.Collections.Immutable;

namespace Strata.Layers.Userspace;

/// <summary>Defects of the host below containers and programs; with one of them, what fails above follows from it.</summary>
public static class HostDriverFaults
{
    /// <summary>No driver that works: missing, not loaded, or not allowed to have the GPU.</summary>
    public static ImmutableArray<string> NoDriver { get; } =
    [
        "driver-not-installed-on-host", "userspace-driver-libraries-missing", "module-missing-for-running-kernel",
        "module-missing-for-running-kernel-runfile-without-dkms", "module-built-for-other-kernel", "secure-boot-module-signature-rejected",
        "nvidia-kernel-modules-mixed-versions", "kernel-ibt-incompatible-module", "nouveau-bound-to-gpu", "nova-core-bound-to-gpu",
        "gpu-needs-legacy-driver-branch", "gpu-needs-open-kernel-module", "gpu-needs-proprietary-kernel-module",
        "dkms-build-failed-compiler-mismatch", "dkms-build-failed-headers-incomplete", "dkms-build-failed-headers-missing", "dkms-build-failed-kernel-api-changed",
    ];

    /// <summary>Libraries and module of the host do not fit together.</summary>
    public static ImmutableArray<string> Mismatch { get; } =
    [
        "driver-library-mismatch-module-package-not-upgraded", "driver-library-mismatch-unattended-upgrade", "driver-library-mismatch-stale-loaded-module",
    ];

    /// <summary>The GPU itself does not answer.</summary>
    public static ImmutableArray<string> GpuLost { get; } =
    [
        "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "gpu-requires-reset", "gsp-failed-gpu-needs-power-cycle",
        "gpu-firmware-boot-not-complete", "gsp-firmware-file-missing", "pci-bar-not-assigned",
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = [.. NoDriver, .. Mismatch, .. GpuLost];
}
