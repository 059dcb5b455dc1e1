using System.Globalization;
using System.Text;

namespace Strata.Lab;

/// <summary>Everything of the fixture that is not the PCI bus: system, kernels, packages and driver of one healthy release.</summary>
public static class FixtureHost
{
    private const string Driver = "550.163.01";
    private const string Running = "6.8.0-51-generic";
    private static readonly string[] Kernels = ["6.8.0-49-generic", "6.8.0-50-generic", Running];

    /// <summary>Writes distribution, processor, command line, packages and the log of the kernel.</summary>
    public static void WriteSystem(FixtureTree tree)
    {
        tree.Write("/etc/os-release", "PRETTY_NAME=\"Ubuntu 24.04.1 LTS\"\nNAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\nID=ubuntu\nID_LIKE=debian");
        tree.Write("/etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"");
        tree.Write("/proc/cmdline", $"BOOT_IMAGE=/boot/vmlinuz-{Running} root=/dev/md0 ro quiet iommu=pt");
        tree.Write("/proc/version", $"Linux version {Running} (buildd@build) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0) #52-Ubuntu SMP PREEMPT_DYNAMIC");
        tree.Write("/proc/sys/kernel/osrelease", Running);
        tree.Write("/proc/sys/kernel/hostname", "node");
        tree.Write("/proc/meminfo", "MemTotal:       2113000000 kB\nHugePages_Total:       0\nHugepagesize:       2048 kB");
        tree.Write("/proc/cpuinfo", string.Join('\n', Enumerable.Range(0, 256).Select(index => $"processor\t: {index}\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 7763 64-Core Processor\nflags\t\t: fpu vme de pse tsc msr pae\n")));
        tree.Write("/proc/modules", string.Join('\n', Enumerable.Range(0, 180).Select(index => $"other{index} 16384 0 - Live 0x0000000000000000"))
            + "\nnvidia_uvm 4927488 0 - Live 0x0000000000000000 (POE)\nnvidia_drm 131072 0 - Live 0x0000000000000000 (POE)\nnvidia_modeset 1716224 1 nvidia_drm, Live 0x0000000000000000 (POE)\nnvidia 54059008 90 nvidia_uvm,nvidia_modeset, Live 0x0000000000000000 (POE)");
        tree.Write("/var/lib/dpkg/status", string.Join('\n', Packages().Select(package =>
            $"Package: {package.Name}\nStatus: install ok installed\nPriority: optional\nSection: misc\nInstalled-Size: 100\nMaintainer: nobody\nArchitecture: amd64\nVersion: {package.Version}\nDescription: a package\n a longer description of this package\n of two lines\n")));
        tree.Write("/var/log/kern.log", string.Join('\n', Enumerable.Range(0, 20_000).Select(index =>
            string.Create(CultureInfo.InvariantCulture, $"2025-01-10T10:{index / 60 % 60:00}:{index % 60:00}.000000+00:00 node kernel: [{index,8}.000000] device veth{index} entered promiscuous mode"))));
    }

    /// <summary>Writes three kernels with their modules, headers and start files.</summary>
    public static void WriteKernels(FixtureTree tree)
    {
        foreach (var kernel in Kernels)
        {
            var modules = "/lib/modules/" + kernel;
            for (var i = 0; i < 1500; i++)
            {
                tree.Write($"{modules}/kernel/drivers/group{i / 50}/other{i}.ko.zst", "");
            }
            foreach (var name in new[] { "nvidia", "nvidia-modeset", "nvidia-drm", "nvidia-uvm", "nvidia-peermem" })
            {
                tree.Write($"{modules}/updates/dkms/{name}.ko", FixtureModule.Build(
                    "license=NVIDIA", "version=" + Driver, "name=" + name.Replace('-', '_'), $"vermagic={kernel} SMP preempt mod_unload modversions "));
            }
            tree.Write(modules + "/modules.dep", "updates/dkms/nvidia.ko:");
            tree.Write($"/usr/src/linux-headers-{kernel}/Makefile", "");
            tree.Link(modules + "/build", "/usr/src/linux-headers-" + kernel);
            tree.Write("/boot/vmlinuz-" + kernel, "");
            tree.Write("/boot/initrd.img-" + kernel, "");
            tree.Write("/boot/config-" + kernel, "CONFIG_MODULE_SIG=y");
            tree.Write($"/var/lib/dkms/nvidia/{Driver}/{kernel}/x86_64/log/make.log", $"DKMS make.log for nvidia-{Driver} for kernel {kernel} (x86_64)");
            tree.Write($"/var/lib/dkms/nvidia/{Driver}/{kernel}/x86_64/module/nvidia.ko", "");
        }
        tree.Link($"/var/lib/dkms/nvidia/{Driver}/source", "/usr/src/nvidia-" + Driver);
        tree.Write($"/usr/src/nvidia-{Driver}/dkms.conf", "PACKAGE_NAME=\"nvidia\"");
        tree.Write("/boot/grub/grub.cfg", string.Join('\n', Kernels.Reverse().Select(kernel => $"menuentry 'Ubuntu, with Linux {kernel}' {{\n\tlinux /boot/vmlinuz-{kernel} root=/dev/md0 ro quiet\n\tinitrd /boot/initrd.img-{kernel}\n}}")));
    }

    /// <summary>Writes what the loaded driver shows and the files of its user space.</summary>
    public static void WriteDriver(FixtureTree tree)
    {
        tree.Write("/etc/modprobe.d/nvidia-graphics-drivers-kms.conf", "options nvidia-drm modeset=1");
        tree.Write("/etc/modprobe.d/nvidia-blacklists-nouveau.conf", "blacklist nouveau");
        tree.Write("/sys/module/nvidia/version", Driver);
        tree.Write("/sys/module/nvidia_uvm/version", Driver);
        tree.Write("/sys/module/nvidia_drm/parameters/modeset", "Y");
        tree.Write("/proc/driver/nvidia/version", $"NVRM version: NVIDIA UNIX x86_64 Kernel Module  {Driver}  Tue Apr  8 12:41:17 UTC 2025\nGCC version:  gcc version 13.3.0 (Ubuntu 13.3.0-6ubuntu2~24.04)");
        tree.Write("/proc/driver/nvidia/params", "ModifyDeviceFiles: 1\nDeviceFileUID: 0\nDeviceFileGID: 0\nDeviceFileMode: 438\nPreserveVideoMemoryAllocations: 0\nEnableGpuFirmware: 18");
        for (var i = 0; i < FixtureBus.Gpus.Count; i++)
        {
            tree.Write($"/proc/driver/nvidia/gpus/{FixtureBus.Gpus[i]}/information", $"Model: \t\t NVIDIA A100-SXM4-80GB\nIRQ:   \t\t {100 + i}\nGPU UUID: \t GPU-00000000-0000-0000-0000-00000000000{i}\nVideo BIOS: \t 92.00.45.00.03\nBus Type: \t PCIe\nDMA Size: \t 47 bits\nDMA Mask: \t 0x7fffffffffff\nBus Location: \t {FixtureBus.Gpus[i]}\nDevice Minor: \t {i}\nGPU Firmware: \t {Driver}\nGPU Excluded:\t No");
        }
        foreach (var library in new[] { "libcuda", "libnvidia-ml", "libnvidia-ptxjitcompiler", "libnvidia-cfg", "libnvidia-encode", "libnvcuvid", "libnvidia-opticalflow" })
        {
            tree.Write($"/usr/lib/x86_64-linux-gnu/{library}.so.{Driver}", "");
            tree.Link($"/usr/lib/x86_64-linux-gnu/{library}.so.1", $"{library}.so.{Driver}");
        }
        tree.Write("/usr/bin/nvidia-smi", "");
        tree.Write("/usr/bin/nvidia-persistenced", "");
    }

    private static IEnumerable<(string Name, string Version)> Packages()
    {
        var driver = Driver + "-0ubuntu0.24.04.1";
        foreach (var name in new[] { "nvidia-driver-550-server", "nvidia-dkms-550-server", "nvidia-utils-550-server", "nvidia-compute-utils-550-server", "libnvidia-compute-550-server", "nvidia-kernel-common-550-server" })
        {
            yield return (name, driver);
        }
        foreach (var kernel in Kernels)
        {
            yield return ("linux-image-" + kernel, "6.8.0-51.52");
            yield return ("linux-headers-" + kernel, "6.8.0-51.52");
        }
        yield return ("linux-generic", "6.8.0-51.52");
        yield return ("linux-headers-generic", "6.8.0-51.52");
        for (var i = 0; i < 1800; i++)
        {
            yield return ($"package{i}", "1.0-1");
        }
    }
}
