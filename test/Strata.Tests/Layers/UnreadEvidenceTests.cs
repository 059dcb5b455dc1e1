using Strata.Judging;
using Strata.Layers.Cluster.Rules;
using Strata.Layers.Container.Rules;
using Strata.Layers.Partition.Rules;
using Strata.Layers.Userspace.Rules;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Layers;

/// <summary>What is not told to these machines is unreadable: each rule that needs it must say so once something points to its defect.</summary>
public sealed class UnreadEvidenceTests
{
    private const string Nvml = "Failed to initialize NVML: Unknown Error";
    private const string NoRuntime = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for \"nvidia\" is configured";
    private const string NoDevice = "Error response from daemon: CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=all";
    private const string NoDriver = "docker: Error response from daemon: could not select device driver \"\" with capabilities: [[gpu]].";
    private const string NoMps = "RuntimeError: CUDA error: MPS client failed to connect to the MPS control daemon or the MPS server";

    [Fact]
    public void ALogLineAloneDoesNotDecideOnAWholeMachine()
    {
        Unknown<NoCgroupsWithRootfulEngine>(Root().WithLog(Nvml));
        Unknown<ContainerdRuntimeMissing>(Root().WithLog(NoRuntime));
        Unknown<CdiSpecMissing>(Root().WithLog(NoDevice));
        Unknown<ContainerToolkitMissing>(Root().WithLog(NoDriver));
    }

    [Fact]
    public void NothingPointsToADefectWhereNothingIsRead()
    {
        Type[] needy =
        [
            typeof(NoCgroupsWithRootfulEngine), typeof(ContainerdRuntimeMissing), typeof(CdiSpecMissing), typeof(ContainerToolkitMissing), typeof(VulnerableToolkit), typeof(GpuContainerAtRisk),
            typeof(MpsServerDoesNotStart), typeof(MpsLimitsOpenToLocalUsers), typeof(MigWithoutInstances), typeof(PartialDriverHold), typeof(UnattendedUpgradeWillSplit),
            typeof(DriverLibrariesMissing), typeof(DriverNotInstalled), typeof(GpuKeptUnhealthy),
        ];

        Assert.All(Rules.All.Where(rule => needy.Contains(rule.GetType())), rule => Assert.Same(Verdict.Quiet, rule.Judge(Snapshotter.Take(Root()))));
    }

    [Fact]
    public void TheVersionOfAToolkitThatIsThereMustBeRead() =>
        Unknown<VulnerableToolkit>(Root().WithFile("/usr/bin/nvidia-ctk"));

    [Fact]
    public void ContainersOfOtherUsersAreNotCalledSafe() => Unknown<GpuContainerAtRisk>(Root().WithFile("/usr/bin/nvidia-ctk").WithText("/etc/docker/daemon.json", """{"runtimes": {"nvidia": {"path": "nvidia-container-runtime"}}}""").WithText("/run/systemd/transient/docker-1f.scope.d/50-DeviceAllow.conf", "[Scope]\nDeviceAllow=\nDeviceAllow=/dev/char/1:3 rwm")
            .WithText("/sys/fs/cgroup/system.slice/docker-1f.scope/cgroup.procs", "4711").WithNames("/run/systemd/transient", "docker-1f.scope.d"));

    [Fact]
    public void AnOpenMpsDaemonNeedsTheVersionOfTheDriver() => Unknown<MpsLimitsOpenToLocalUsers>(Mps());

    [Fact]
    public void AFailedConnectionNeedsTheLogOfTheDaemon() => Unknown<MpsServerDoesNotStart>(Mps().WithLog(NoMps));

    [Fact]
    public void HeldPackagesNeedTheListOfPackages()
    {
        var machine = Root();
        machine.Add(ToolCall.Of("apt-mark", "showhold"), TextDocument.Of("apt-mark showhold", "nvidia-dkms-535"));

        Unknown<PartialDriverHold>(machine);
    }

    [Fact]
    public void UnattendedUpgradesNeedTheirOrigins()
    {
        var machine = Loaded().WithNames("/etc/apt/apt.conf.d", "20auto-upgrades", "50unattended-upgrades")
            .WithText("/etc/apt/apt.conf.d/20auto-upgrades", "APT::Periodic::Unattended-Upgrade \"1\";")
            .WithText("/var/lib/dpkg/status", Installed("unattended-upgrades", "2.8ubuntu1") + Installed("nvidia-utils-535", "535.146.02-0ubuntu0.22.04.1"));

        Unknown<UnattendedUpgradeWillSplit>(machine);
        Unknown<UnattendedUpgradeWillSplit>(machine.WithText("/etc/apt/apt.conf.d/50unattended-upgrades", "Unattended-Upgrade::Allowed-Origins { \"Ubuntu:jammy-security\"; };"));
    }

    [Fact]
    public void ALoadedModuleNeedsItsLibraries() => Unknown<DriverLibrariesMissing>(Gpu(Loaded()));

    [Fact]
    public void AGpuWithoutAModuleNeedsLibrariesOrPackages() => Unknown<DriverNotInstalled>(Gpu(Root()).WithText("/proc/modules", "ext4 1 1 - Live 0x0000000000000000"));

    [Fact]
    public void AGpuTakenOutOfServiceNeedsTheListOfTheKubelet() => Unknown<GpuKeptUnhealthy>(Root().WithNames("/var/log/pods", "kube-system_nvidia-device-plugin-daemonset-x_1").WithNames("/var/log/pods/kube-system_nvidia-device-plugin-daemonset-x_1", "ctr")
            .WithNames("/var/log/pods/kube-system_nvidia-device-plugin-daemonset-x_1/ctr", "0.log")
            .WithText("/var/log/pods/kube-system_nvidia-device-plugin-daemonset-x_1/ctr/0.log", "XidCriticalError: Xid=79 on all devices; all devices will go unhealthy."));

    // The signs of a log belong to the registered rule.
    private static void Unknown<TRule>(TranscriptMachine machine)
        where TRule : Rule =>
        Assert.IsType<Verdict.UnknownVerdict>(Rules.All.OfType<TRule>().Single().Judge(Snapshotter.Take(machine)));

    private static TranscriptMachine Root() => new(new Origin(OriginKind.Root, "/mnt"));

    private static TranscriptMachine Loaded() =>
        Root().WithText("/proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.146.02  Tue Jun  9 10:00:00 UTC 2026");

    private static TranscriptMachine Gpu(TranscriptMachine machine) => machine
        .WithNames("/sys/bus/pci/devices", "0000:01:00.0")
        .WithText("/sys/bus/pci/devices/0000:01:00.0/class", "0x030000").WithText("/sys/bus/pci/devices/0000:01:00.0/vendor", "0x10de").WithText("/sys/bus/pci/devices/0000:01:00.0/device", "0x2684");

    private static TranscriptMachine Mps()
    {
        var machine = Root().WithNames("/proc", "3511").WithText("/proc/3511/comm", "nvidia-cuda-mps");
        machine.AddStatus("/tmp/nvidia-mps", new FileStatus(FileKind.Directory, 0x1FF, "root", "root"), new Source("/tmp/nvidia-mps"));
        machine.AddStatus("/tmp/nvidia-mps/control", new FileStatus(FileKind.Socket, 0x1B6, "root", "root"), new Source("/tmp/nvidia-mps/control"));
        return machine;
    }

    private static string Installed(string name, string version) => $"Package: {name}\nStatus: install ok installed\nVersion: {version}\n\n";
}
