using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Linux.Bundles;

/// <summary>What a bundle holds besides what the collectors asked, so that a later version or a person can look for more.</summary>
public static class CaptureExtras
{
    private const int MostPerDirectory = 200;

    private static readonly ImmutableArray<string> Files =
    [
        "/etc/os-release", "/etc/passwd", "/etc/modules", "/etc/default/grub", "/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/grub/grubenv", "/boot/grub2/grubenv",
        "/boot/loader/loader.conf", "/etc/kernel/cmdline", "/proc/cmdline", "/proc/version", "/proc/cpuinfo", "/proc/meminfo", "/proc/modules", "/proc/iomem",
        "/proc/interrupts", "/proc/buddyinfo", "/proc/sys/kernel/tainted", "/proc/self/limits", "/proc/self/mounts", "/proc/self/cgroup",
        "/var/log/apt/history.log", "/var/log/dnf.rpm.log", "/var/log/pacman.log", "/var/log/dpkg.log", "/var/log/fabricmanager.log",
        "/etc/apt/sources.list", "/etc/apt/apt.conf.d/50unattended-upgrades", "/etc/apt/apt.conf.d/20auto-upgrades", "/etc/dnf/dnf.conf", "/etc/ld.so.conf",
        "/etc/nvidia-container-runtime/config.toml", "/etc/docker/daemon.json", "/etc/containerd/config.toml", "/etc/containers/containers.conf",
        "/etc/crio/crio.conf", "/etc/security/limits.conf", "/etc/dracut.conf", "/etc/mkinitcpio.conf", "/etc/initramfs-tools/modules",
        "/usr/share/nvidia/files.d/sandboxutils-filelist.json", "/var/log/nvidia-mps/control.log", "/var/log/nvidia-mps/server.log",
        "/sys/fs/selinux/enforce", "/sys/kernel/security/lockdown", "/sys/module/nvidia/version", "/sys/module/nvidia/taint", "/etc/X11/xorg.conf",
    ];

    private static readonly ImmutableArray<string> Directories =
    [
        "/etc/modprobe.d", "/lib/modprobe.d", "/usr/lib/modprobe.d", "/run/modprobe.d", "/etc/modules-load.d", "/etc/apt/preferences.d", "/etc/apt/sources.list.d",
        "/etc/yum.repos.d", "/etc/dnf/plugins", "/etc/cdi", "/var/run/cdi", "/etc/ld.so.conf.d", "/boot/loader/entries", "/etc/dracut.conf.d", "/etc/initramfs-tools/conf.d",
        "/etc/containerd/conf.d", "/etc/crio/crio.conf.d", "/etc/systemd/system/nvidia-persistenced.service.d", "/etc/systemd/system/docker.service.d",
        "/proc/driver/nvidia", "/proc/driver/nvidia-nvswitch", "/etc/dkms", "/etc/security/limits.d",
    ];

    private static readonly ImmutableArray<string> Listings =
        ["/", "/dev", "/dev/nvidia-caps", "/dev/vfio", "/boot", "/lib/modules", "/usr/src", "/var/lib/dkms", "/sys/kernel/iommu_groups", "/sys/class/iommu", "/tmp/nvidia-mps",
         "/var/log/nvidia-mps", "/home", "/usr/local", "/opt"];

    private static readonly ImmutableArray<ToolCall> Tools =
    [
        ToolCall.Of("dkms", "status"), ToolCall.Of("apt-mark", "showhold"), ToolCall.Of("apt-cache", "policy"), ToolCall.Of("mokutil", "--sb-state"),
        ToolCall.Of("mokutil", "--list-new"), ToolCall.Of("systemctl", "--failed"), ToolCall.Of("systemctl", "status", "nvidia-persistenced.service"),
        ToolCall.Of("systemctl", "status", "nvidia-fabricmanager.service"), ToolCall.Of("systemctl", "status", "docker.service"),
        ToolCall.Of("systemctl", "cat", "nvidia-persistenced.service"), ToolCall.Of("docker", "info"), ToolCall.Of("podman", "info"), ToolCall.Of("nvidia-ctk", "--version"),
        ToolCall.Of("nvidia-ctk", "cdi", "list"), ToolCall.Of("lspci", "-nnDvvv"), ToolCall.Of("lspci", "-tv"), ToolCall.Of("ldconfig", "-p"), ToolCall.Of("dpkg", "-l"),
        ToolCall.Of("rpm", "-qa"), ToolCall.Of("pacman", "-Q"), ToolCall.Of("nvidia-smi", "-q"), ToolCall.Of("nvidia-smi", "topo", "-m"), ToolCall.Of("nvidia-smi", "nvlink", "-s"),
        ToolCall.Of("numactl", "-H"), ToolCall.Of("bootctl", "list"), ToolCall.Of("proxmox-boot-tool", "kernel", "list"), ToolCall.Of("grubby", "--default-kernel"),
        ToolCall.Of("uname", "-a"), ToolCall.Of("env"),
    ];

    /// <summary>Asks for it all; answers are remembered by the machine, which is a recorder.</summary>
    public static void Ask(RecordingMachine machine)
    {
        foreach (var path in Files)
        {
            machine.Read(path);
        }
        foreach (var directory in Directories)
        {
            foreach (var name in machine.List(directory).Or([]).Take(MostPerDirectory))
            {
                machine.Read(directory + "/" + name);
            }
        }
        foreach (var directory in Listings)
        {
            machine.List(directory);
        }
        foreach (var name in machine.List("/dev").Or([]).Where(name => name.StartsWith("nvidia", StringComparison.Ordinal)))
        {
            machine.Stat("/dev/" + name);
        }
        foreach (var call in Tools)
        {
            machine.Run(call);
        }
        AskModules(machine);
        AskGroups(machine);
    }

    // What every installed kernel has for the GPU, not only the running one.
    private static void AskModules(RecordingMachine machine)
    {
        foreach (var release in machine.List("/lib/modules").Or([]))
        {
            foreach (var folder in (ReadOnlySpan<string>)["updates/dkms", "updates", "extra", "kernel/drivers/video", "kernel/nvidia", "weak-updates/nvidia", "extra/nvidia"])
            {
                var directory = $"/lib/modules/{release}/{folder}";
                foreach (var name in machine.List(directory).Or([]).Where(name => name.StartsWith("nvidia", StringComparison.Ordinal) && name.Contains(".ko", StringComparison.Ordinal)))
                {
                    machine.Run(ToolCall.Of("modinfo", $"{directory}/{name}"));
                }
            }
        }
    }

    private static void AskGroups(RecordingMachine machine)
    {
        foreach (var group in machine.List("/sys/kernel/iommu_groups").Or([]).Take(1000))
        {
            machine.List($"/sys/kernel/iommu_groups/{group}/devices");
        }
    }
}
