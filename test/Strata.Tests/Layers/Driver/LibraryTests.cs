using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Sampling;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Layers.Driver;

/// <summary>What doctor makes of the answers of the GPU library where a sampler has them.</summary>
public sealed class LibraryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void A_host_whose_gpus_all_answer_is_sound_without_nvidia_smi()
    {
        var report = Judge([Gpu()]);
        Assert.Equal(Status.Ok, report.Verdict);
        Assert.Equal("no-current-fault", report.RootCauses[0].Finding.Rule.Slug);
        Assert.Equal("GPU-0", Assert.Single(report.Machine.Gpus).Uuid);
        Assert.DoesNotContain(report.Undecided, item => item.Why.Contains("nvidia-smi", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gpu_that_hangs_is_a_fault_with_the_function_and_the_thread_as_evidence()
    {
        var hanging = Gpu() with { Code = NvmlCode.Timeout, Hang = [new BlockedThread("0:PowerUsage", 'D', "rwsem_down_write_slowpath", ["[<0>] nvidia_ioctl+0x1", "[<0>] rm_ioctl+0x2"])] };
        var report = Judge([hanging]);
        var found = report.Findings.Select(placed => placed.Finding).Single(finding => finding.Rule.Slug == "driver-call-hangs");
        Assert.Equal((Status.Fault, State.Fault, Confidence.Certain, "0000:01:00.0"), (report.Verdict, found.State, found.Confidence, found.Subject));
        Assert.Contains("PowerUsage", found.Evidence[0].Text!, StringComparison.Ordinal);
        Assert.Contains("state D in rwsem_down_write_slowpath", found.Evidence[0].Text!, StringComparison.Ordinal);
        Assert.Contains(found.Evidence, source => source.Text!.Contains("rm_ioctl", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Findings, placed => placed.Finding.Rule.Slug == "no-current-fault");
    }

    [Theory]
    [InlineData(NvmlCode.Success)]
    [InlineData(NvmlCode.Timeout)]
    public void Gpus_that_hang_are_told_whatever_the_library_answers_and_those_that_are_not_asked_are_not(int code)
    {
        var hanging = Gpu() with { Code = NvmlCode.Timeout, IsHanging = true };
        var unasked = Gpu() with { Index = 1, Identity = hanging.Identity! with { Index = 1, Uuid = "GPU-1", Address = new PciAddress(0, 2, 0, 0) }, Code = NvmlCode.NotReady };
        var found = Judge([hanging, unasked], code: code).Findings.Select(placed => placed.Finding).Where(finding => finding.Rule.Slug == "driver-call-hangs");
        Assert.Equal(["0000:01:00.0"], found.Select(finding => finding.Subject));
    }

    [Fact]
    public void A_gpu_that_sleeps_does_not_hide_the_mig_devices_of_another()
    {
        var parted = Gpu() with { Detail = new GpuDetail { Mig = true, MigDevices = [new MigDevice(0, "MIG-1", 1, 0, "1g.10gb", null, null)] } };
        var asleep = new GpuStatus(1) { Address = new PciAddress(0, 2, 0, 0), IsAsleep = true };
        Assert.Equal(["GPU-0"], Snapshot([parted, asleep], null, NvmlCode.Success).Partition.MigGpus.Or([]).Select(gpu => gpu.Uuid));
    }

    [Fact]
    public void A_thread_that_can_be_interrupted_may_only_be_slow()
    {
        var report = Judge([Gpu() with { Code = NvmlCode.Timeout, Hang = [new BlockedThread("0:PowerUsage", 'S', null, [])] }]);
        Assert.Equal(Confidence.Likely, report.Findings.Select(placed => placed.Finding).Single(finding => finding.Rule.Slug == "driver-call-hangs").Confidence);
    }

    [Theory]
    [InlineData(NvmlCode.GpuIsLost)]
    [InlineData(NvmlCode.Unknown)]
    [InlineData(NvmlCode.ResetRequired)]
    [InlineData(NvmlCode.NotReady)]
    public void A_gpu_that_does_not_answer_is_never_called_healthy(int code)
    {
        var report = Judge([Gpu() with { Code = code }]);
        Assert.NotEqual(Status.Ok, report.Verdict);
        Assert.NotEqual(Status.Ok, report.Layers.Single(layer => layer.Layer == Layer.Driver).Status);
    }

    [Fact]
    public void A_driver_that_does_not_answer_at_all_is_unknown_or_worse()
    {
        var report = Judge([], code: NvmlCode.Timeout);
        Assert.NotEqual(Status.Ok, report.Verdict);
        Assert.Contains(report.Findings, placed => placed.Finding.Rule.Slug == "driver-call-hangs");
    }

    [Fact]
    public void A_library_of_another_version_than_the_module_is_the_fault_that_nvidia_smi_shows() =>
        Assert.Equal(Status.Fault, Judge([], code: NvmlCode.VersionMismatch).Verdict);

    [Theory]
    [InlineData(1, 300, false)]
    [InlineData(9, 300, false)]
    [InlineData(5, 8, false)]
    [InlineData(100, 300, true)]
    [InlineData(300, 300, true)]
    public void Only_sustained_throttling_under_load_is_a_warning(int throttled, int busy, bool warns)
    {
        var trend = new GpuTrend("GPU-0", TimeSpan.FromSeconds(299), 300, busy) { Held = ImmutableSortedDictionary<ClockReasons, int>.Empty.Add(ClockReasons.HardwareThermalSlowdown, throttled) };
        var hot = Gpu(new GpuSample { Utilization = 0.9, PerformanceState = 0, ClockReasons = ClockReasons.HardwareThermalSlowdown });
        var found = Judge([hot], trend).Findings.Select(placed => placed.Finding).Where(finding => finding.Rule.Slug == "gpu-slowed-by-heat-or-power").ToList();
        Assert.Equal(warns, found.Count == 1);
        if (warns)
        {
            Assert.Contains($"in {throttled} of {busy} samples under load", found[0].Evidence[0].Text!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_gpu_of_which_nobody_can_tell_whether_it_works_is_not_called_unhindered()
    {
        var trend = new GpuTrend("GPU-0", TimeSpan.FromSeconds(299), 300, 0) { UnjudgedHeld = 200 };
        Assert.Contains(Judge([Gpu()], trend).Undecided, item => item.Rule.Slug == "gpu-slowed-by-heat-or-power");
        Assert.DoesNotContain(Judge([Gpu()], trend with { UnjudgedHeld = 20 }).Undecided, item => item.Rule.Slug == "gpu-slowed-by-heat-or-power");
    }

    [Theory]
    [InlineData(null, 16, false)]
    [InlineData(5, 16, false)]
    [InlineData(2, 16, true)]
    [InlineData(null, 4, true)]
    public void A_link_is_judged_by_its_best_and_its_speed_only_under_load(int? generation, int width, bool isTold)
    {
        var idle = Gpu(new GpuSample { Utilization = 0, PerformanceState = 8, Pcie = new PcieSample { Generation = 1, Width = width } });
        var trend = new GpuTrend("GPU-0", TimeSpan.FromSeconds(299), 300, generation is null ? 0 : 20) { BestBusyGeneration = generation, BestWidth = width };
        Assert.Equal(isTold, Judge([idle], trend).Findings.Any(placed => placed.Finding.Rule.Slug == "pcie-link-limited-by-slot"));
    }

    [Fact]
    public void What_nvidia_smi_would_print_is_told_in_its_words()
    {
        var gpu = Gpu(new GpuSample
        {
            Utilization = 0.42, MemoryTotalBytes = 80 * 1024.0 * 1024, RecoveryAction = 4, MemoryHealth = new MemoryHealth { RemapPending = 1, UncorrectedVolatile = 2 },
            ClockReasons = ClockReasons.SoftwarePowerCap,
        }) with { Detail = new GpuDetail { PersistenceMode = false, Mig = true } };
        var state = Assert.Single(Snapshot([gpu], null, NvmlCode.Success).Driver.Gpus.Or([]));
        Assert.Equal(
            ("42 %", "80 MiB", "Drain and Reset", "Yes", "2", "Disabled", "Enabled", "None", "Active", "Not Active"),
            (Field("Utilization/GPU"), Field("FB Memory Usage/Total"), Field("GPU Recovery Action"), Field("Remapped Rows/Pending"), Field("Volatile Uncorr. ECC"), Field("Persistence Mode"),
                Field("MIG Mode/Current"), Field("MIG Devices"), Field("Clocks Event Reasons/SW Power Cap"), Field("Clocks Event Reasons/HW Slowdown")));
        Assert.False(state.Field("Temperature/GPU Current Temp").IsKnown);

        string? Field(string path) => state.Field(path).Or(null);
    }

    [Fact]
    public void What_the_library_was_not_asked_yet_is_unknown()
    {
        var machine = new Watched(Reading.Unreadable<GpuAnswers>("the driver was not asked yet", new Source("libnvidia-ml.so.1")));
        Assert.Equal(Status.Unknown, new Judge(Rules.All).Decide(Snapshotter.Take(machine)).Verdict);
    }

    private static GpuStatus Gpu(GpuSample? sample = null) => new(0)
    {
        Code = NvmlCode.Success,
        Identity = new GpuIdentity(0, "GPU-0", new PciAddress(0, 1, 0, 0), "NVIDIA GeForce RTX 4090") { MaximumLinkGeneration = 5, MaximumLinkWidth = 16 },
        Sample = sample ?? new GpuSample { Utilization = 0, PerformanceState = 8, ClockReasons = ClockReasons.GpuIdle, Pcie = new PcieSample { Generation = 1, Width = 16 } },
        SampledAt = Now,
        Detail = new GpuDetail { PersistenceMode = true, Mig = false, Processes = [] },
        DetailedAt = Now,
    };

    private static Report Judge(ImmutableArray<GpuStatus> gpus, GpuTrend? trend = null, int code = NvmlCode.Success) => new Judge(Rules.All).Decide(Snapshot(gpus, trend, code));

    private static Snapshot Snapshot(ImmutableArray<GpuStatus> gpus, GpuTrend? trend, int code) => Snapshotter.Take(new Watched(Reading.Known(
        new GpuAnswers(code, code == NvmlCode.Success ? new DriverIdentity("550.163.01", "12.550.163.01", "12.4", gpus.Length, "libnvidia-ml.so.1") : null, gpus, trend is null ? [] : [trend]),
        new Source("libnvidia-ml.so.1"))));

    private sealed class Watched(Reading<GpuAnswers> answers) : IMachine
    {
        private readonly IMachine _machine = new LabMachine(LabCaseReader.Parse("test", "---\nroot: none\nmachine: whole\n---\n# Test\n\n" + Whole.Gpu("nvidia")
            + Whole.File("/proc/modules", "nvidia 60710912 2 nvidia_uvm, Live 0x0000000000000000 (POE)")
            + Whole.File("/proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.163.01  Tue Apr  8 12:41:17 UTC 2025")));

        public Origin Origin => _machine.Origin;

        public Reading<TextDocument> Read(string path) => _machine.Read(path);

        public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) => _machine.ReadBytes(path, most);

        public Reading<ImmutableArray<string>> List(string directory) => _machine.List(directory);

        public Reading<string> ReadLink(string path) => _machine.ReadLink(path);

        public Reading<FileStatus> Stat(string path) => _machine.Stat(path);

        public Reading<ToolOutput> Run(ToolCall call) => call.Tool == "nvidia-smi" ? Reading.NotLooked<ToolOutput>(call.CommandLine) : _machine.Run(call);

        public IEnumerable<LogText> Logs() => _machine.Logs();

        public Reading<T> Library<T>()
            where T : class => answers as Reading<T> ?? Reading.NotLooked<T>("libnvidia-ml.so.1");
    }
}
