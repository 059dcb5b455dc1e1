namespace Strata.Judging;

/// <summary>The ten layers of the GPU stack, lowest first. The number is the first digit of a rule code.</summary>
public enum Layer
{
    /// <summary>Firmware, IOMMU, Secure Boot, kernel command line.</summary>
    Platform = 0,

    /// <summary>PCI presence, ownership, link, BARs, IOMMU groups, VFIO.</summary>
    Bus = 1,

    /// <summary>Kernels, headers, DKMS, module files, signatures, blacklists, initramfs.</summary>
    Kernel = 2,

    /// <summary>Loaded modules, device nodes, persistence, NVML state, Xid, ECC, power, clocks, thermals, GSP.</summary>
    Driver = 3,

    /// <summary>Libraries, tools, packages, repositories.</summary>
    Userspace = 4,

    /// <summary>NVLink, NVSwitch, Fabric Manager, IMEX, topology.</summary>
    Fabric = 5,

    /// <summary>MIG, MPS, time-slicing, vGPU, compute mode.</summary>
    Partition = 6,

    /// <summary>Toolkit, CDI, runtimes, SELinux.</summary>
    Container = 7,

    /// <summary>Device plugin, kubelet, labels.</summary>
    Cluster = 8,

    /// <summary>CUDA toolkit, NCCL, inference engines.</summary>
    Workload = 9,
}
