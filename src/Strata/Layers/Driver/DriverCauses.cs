using System.Collections.Immutable;

namespace Strata.Layers.Driver;

/// <summary>Defects of lower and neighbouring layers that explain general symptoms of the driver.</summary>
public static class DriverCauses
{
    /// <summary>The GPU is not on the bus, does not answer or belongs to somebody else.</summary>
    public static ImmutableArray<string> Hardware { get; } =
    [
        "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "pci-bar-not-assigned", "vfio-pci-config-space-unreadable",
        "vfio-gpu-stuck-in-d3cold", "no-nvidia-gpu-on-bus", "gpu-power-cables-missing",
    ];

    /// <summary>The module cannot be built, found or loaded, or another driver has the GPU.</summary>
    public static ImmutableArray<string> Module { get; } =
    [
        "driver-not-installed-on-host", "module-missing-for-running-kernel", "module-missing-for-running-kernel-runfile-without-dkms",
        "module-built-for-other-kernel", "nouveau-bound-to-gpu", "nova-core-bound-to-gpu", "secure-boot-module-signature-rejected",
        "kernel-ibt-incompatible-module", "nvidia-kernel-modules-mixed-versions", "gpu-needs-legacy-driver-branch",
        "gpu-needs-open-kernel-module", "gpu-needs-proprietary-kernel-module", "dkms-build-failed-compiler-mismatch",
        "dkms-build-failed-headers-incomplete", "dkms-build-failed-headers-missing", "dkms-build-failed-kernel-api-changed",
        "kernel-headers-package-not-available", "apt-driver-branch-conflict", "apt-mixed-repositories",
        "driver-library-mismatch-module-package-not-upgraded", "userspace-driver-libraries-missing",
    ];

    /// <summary>The GPU is on the bus and has its module, but does not start.</summary>
    public static ImmutableArray<string> Start { get; } =
    [
        "gsp-firmware-file-missing", "gpu-firmware-boot-not-complete", "gsp-failed-gpu-needs-power-cycle", "gsp-not-responding",
        "page-retirement-failure-plus-second-gpu-init-failure", "row-remap-failed", "gpu-requires-reset",
    ];

    /// <summary>A container keeps the devices or libraries from the program.</summary>
    public static ImmutableArray<string> Container { get; } =
    [
        "container-device-cgroup-revoked-by-systemd-reload", "toolkit-no-cgroups-true-with-rootful-engine", "selinux-denies-container-gpu-device",
        "selinux-wrong-file-label", "cdi-spec-stale", "container-runtime-default-not-nvidia", "docker-snap-cannot-see-driver",
        "driver-library-mismatch-container-vs-host", "container-toolkit-not-installed", "image-ships-driver-files", "selinux-denies-mps-pipe-label",
    ];
}
