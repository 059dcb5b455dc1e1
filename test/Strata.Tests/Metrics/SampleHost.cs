using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Metrics;
using Strata.Sampling;

namespace Strata.Tests.Metrics;

/// <summary>A host with two GPUs: one tells everything that a board of a data centre tells, one little and does not answer now.</summary>
internal static class SampleHost
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static HostSample Create() => new(Now, "1.2.3", "node7")
    {
        Driver = new DriverIdentity("580.105.08", "13.580.105.08", "13.0", 2, "libnvidia-ml.so.1"),
        DriverCode = 0,
        Ticks = new TickHealth().With(TimeSpan.FromMilliseconds(12), Now.AddSeconds(-1), isGood: false).With(TimeSpan.FromMilliseconds(8), Now, isGood: true),
        Gpus = [Full(), new GpuStatus(1) { Code = 15, Identity = new GpuIdentity(1, "GPU-1", new PciAddress(0, 0x43, 0, 0), "Tesla \"T4\"\\\n"), Sample = new GpuSample { Celsius = 40 }, SampledAt = Now.AddMinutes(-1) }, new GpuStatus(2) { Code = 15 }],
        Probe = new ProbeHealth { Calls = 1200, Seconds = 0.25, Generation = 2, Crashes = 1, Abandoned = 1, Hanging = 1 },
        Process = new AgentProcess(Now.AddHours(-1), TimeSpan.FromSeconds(4), 60 << 20, 9 << 20),
        Health = Checked(),
        History = new HistoryHealth { IsWanted = true, IsStored = true, Stored = 12, DoctorInterval = TimeSpan.FromMinutes(1), DoctorRuns = 3 },
        Xids = [new XidCount(new PciAddress(0, 0x43, 0, 0), 79, 1, Now.AddSeconds(-90))],
    };

    private static HealthCheck Checked()
    {
        var rule = new RuleInfo(new RuleCode(Layer.Driver, 310), "gpu-slowed-by-heat-or-power", "A GPU is slow", "It is hot.");
        return new HealthCheck(Now.AddSeconds(-20), TimeSpan.FromSeconds(0.75), new Report(
            new Origin(OriginKind.Live, "this machine"), new MachineReport(null, null, null, null, "unknown", []), Status.Warning,
            [new LayerReport(Layer.Bus, Status.Ok, "2 NVIDIA GPUs"), new LayerReport(Layer.Driver, Status.Warning, "A GPU is slow")], [],
            [new PlacedFinding(new Finding(rule, State.Warning, Repair.CheckHardware, [new Source("libnvidia-ml.so.1")]) { Subject = "0000:1b:00.0" }, null, [])], [], [], []));
    }

    private static UnitActivity Units => new()
    {
        Graphics = 0.9, Sm = 0.8, SmOccupancy = 0.4, Tensor = 0.5, Dram = 0.3, Fp64 = 0, Fp32 = 0.1, Fp16 = 0.2, PcieSentBytesPerSecond = 3e6, PcieReceivedBytesPerSecond = 4e6,
    };

    private static GpuStatus Full() => new(0)
    {
        Code = 0,
        Identity = new GpuIdentity(0, "GPU-4D2A", new PciAddress(0, 0x1b, 0, 0), "NVIDIA H100 80GB HBM3")
        {
            Minor = 0, PciId = "10de:2330", SubsystemId = "10de:18be", Vbios = "96.00", Serial = "165", ComputeCapability = "9.0", MaximumLinkGeneration = 5, MaximumLinkWidth = 16,
            MaximumGraphicsClockHertz = 1.98e9, MaximumSmClockHertz = 1.98e9, MaximumMemoryClockHertz = 2.619e9,
            DefaultPowerLimitWatts = 700, MinimumPowerLimitWatts = 200, MaximumPowerLimitWatts = 700, SlowdownCelsius = 89, ShutdownCelsius = 92,
        },
        SampledAt = Now.AddMilliseconds(-500),
        Sample = new GpuSample
        {
            Utilization = 0.93, MemoryUtilization = 0.5, EncoderUtilization = 0, DecoderUtilization = 0, MemoryTotalBytes = 85520809984, MemoryUsedBytes = 1048576, MemoryFreeBytes = 85000000000,
            MemoryReservedBytes = 519761408, GraphicsClockHertz = 1.8e9, SmClockHertz = 1.8e9, MemoryClockHertz = 2.619e9, VideoClockHertz = 1.5e9, PerformanceState = 0, Celsius = 67, MemoryCelsius = 74,
            PowerWatts = 628.5, InstantPowerWatts = 630, PowerLimitWatts = 700, EnergyJoules = 123456.789, ClockReasons = ClockReasons.SoftwarePowerCap, RecoveryAction = 0,
            Slowdown = new SlowdownTimes { PowerSeconds = 12.5, ThermalSeconds = 0, SyncBoostSeconds = 0, BoardLimitSeconds = 0, LowUtilizationSeconds = 0, ReliabilitySeconds = 0, SoftwareThermalSeconds = 0, HardwareThermalSeconds = 0, PowerBrakeSeconds = 0 },
            MemoryHealth = new MemoryHealth { CorrectedVolatile = 3, UncorrectedVolatile = 0, CorrectedAggregate = 7, UncorrectedAggregate = 0, RemappedCorrected = 0, RemappedUncorrected = 1, RemapPending = 0, RemapFailed = 0 },
            Pcie = new PcieSample { Generation = 5, Width = 16, Replays = 0, Correctable = 0, NonFatal = 0, Fatal = 0, SentBytes = 1e9, ReceivedBytes = 2e9, SentBytesPerSecond = 1e6, ReceivedBytesPerSecond = 2e6 },
            Units = Units, NvLinkSentBytes = 1024, NvLinkReceivedBytes = 2048, NvLinkErrors = new NvLinkErrors { CrcFlit = 0, CrcData = 0, Replays = 2, Recoveries = 0 },
        },
        Detail = new GpuDetail
        {
            PersistenceMode = true, ComputeMode = 0, Ecc = true, EccPending = true, Mig = false, MigPending = false, PowerLimitSetWatts = 700, Fans = [0.3, 0.31], NvLinksUp = 18, NvLinks = [new NvLinkTraffic(0, 512, 1024)], FabricState = 3, FabricStatus = 0,
            Processes = [new GpuProcess(4711, "compute", 1048576, null, null) { Name = "train\u001b[31m", User = "ada", Container = "3f2a", Pod = "6e1c", SlurmJob = "42", Unit = "slurmd.service" }],
            MigDevices = [new MigDevice(0, "MIG-1", 7, 0, "1c.2g.20gb", 10468982784, 4194304) { Units = Units }, new MigDevice(1, "MIG-2", 7, 1, "1c.2g.20gb", 10468982784, 4194304) { Units = Units }],
        },
    };
}
