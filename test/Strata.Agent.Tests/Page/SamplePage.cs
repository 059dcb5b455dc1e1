using System.Collections.Immutable;
using Strata.Agent.Page;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Machine;
using Strata.Metrics;
using Strata.Planning;
using Strata.Sampling;
using Strata.Sampling.History;

namespace Strata.Agent.Tests.Page;

/// <summary>Pages of hosts that are made up in code.</summary>
internal static class SamplePage
{
    public const string Hostile = "\e[31mred\0\a<script>alert(1)</script>\"onmouseover=\"alert(2)' \u202Egpj.exe\u202C &amp; </td>\u009b\r\nend";

    public static readonly DateTimeOffset Now = new(2026, 3, 4, 15, 6, 7, TimeSpan.Zero);

    /// <summary>A host with an hour of history; noisy, so that nothing on it is short.</summary>
    public static PageView Full(int gpus, string name = "NVIDIA H100 80GB HBM3", Report? report = null)
    {
        var history = new SampleHistory();
        var random = new Random(7);
        HostSample? last = null;
        for (var second = 3600; second >= 0; second--)
        {
            last = Host(gpus, Now.AddSeconds(-second), name, random) with { Health = new HealthCheck(Now.AddSeconds(-second), TimeSpan.FromSeconds(1.2), report ?? Faulty()) };
            history.Add(last);
        }
        return new PageView(last!, history.Window(Now, PageView.Buckets(gpus)), Events(gpus), Now);
    }

    /// <summary>A page of the given GPUs, without history.</summary>
    public static PageView Of(params ImmutableArray<GpuStatus> gpus) => new(
        new HostSample(Now, "1.2.3", "node7") { Driver = new DriverIdentity("580.105.08", "13.580.105.08", "13.0", gpus.Length, "libnvidia-ml.so.1"), Gpus = gpus },
        new SampleHistory().Window(Now, 60), [], Now);

    public static GpuStatus Gpu(int index, string name = "NVIDIA H100 80GB HBM3") => new(index)
    {
        Code = NvmlCode.Success,
        Identity = new GpuIdentity(index, $"GPU-{index:x8}-dbbf-9b88-7d97-bd7a8e54f79a", new PciAddress(0, (byte)(0x1b + index), 0, 0), name) { SlowdownCelsius = 89, DefaultPowerLimitWatts = 700 },
        Sample = new GpuSample(),
        SampledAt = Now,
        Detail = new GpuDetail { Processes = [] },
        DetailedAt = Now,
    };

    public static string Render(PageView view)
    {
        var html = new HtmlBuffer();
        AgentPage.Write(html, view);
        return System.Text.Encoding.UTF8.GetString(html.Written);
    }

    public static Report Faulty(string text = "NVRM: Xid (PCI:0000:1e:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.")
    {
        var lost = new RuleInfo(new RuleCode(Layer.Bus, 10), "gpu-fallen-off-bus", "A GPU has fallen off the bus", "The link to the board was lost, so that nothing answers any more at its address.");
        var off = new RuleInfo(new RuleCode(Layer.Driver, 260), "persistence-mode-off", "Persistence is off", "The driver forgets its state when its last client ends.");
        var follow = new RuleInfo(new RuleCode(Layer.Driver, 20), "nvml-unknown-error", "NVML answers that the GPU is lost", "It is gone.");
        var cause = new Finding(lost, State.Fault, Repair.PowerCycle, [new Source("dmesg", 4711, text), new Source("/sys/bus/pci/devices")])
        {
            Subject = "0000:1e:00.0",
            Fixes = [PlanAction.WithReboot("Cut the power of the host and start it again", "ipmitool", "chassis", "power", "cycle"), PlanAction.ByHand("Look at slot, riser and power cables")],
        };
        var warning = new Finding(off, State.Warning, Repair.ConfigFix, [new Source("nvidia-smi -q", 12, "Persistence Mode : Disabled")]) { Fixes = [PlanAction.Safe("Switch it on", "nvidia-smi", "-pm", "1")] };
        var symptom = new Finding(follow, State.Fault, Repair.None, [new Source("nvidia-smi", 1, "GPU is lost")]);
        ImmutableArray<LayerReport> layers =
        [
            .. Enum.GetValues<Layer>().Select(layer => layer switch
            {
                Layer.Bus => new LayerReport(layer, Status.Fault, cause.Title),
                Layer.Driver => new LayerReport(layer, Status.Warning, warning.Title),
                Layer.Fabric or Layer.Cluster => new LayerReport(layer, Status.NotApplicable, "not on this machine"),
                Layer.Container => new LayerReport(layer, Status.Unknown, "/etc/cdi cannot be read"),
                _ => new LayerReport(layer, Status.Ok, "sound"),
            }),
        ];
        return new Report(
            new Origin(OriginKind.Live, "this machine"), new MachineReport("6.1.0-28-amd64", "Debian GNU/Linux 12", "580.105.08", "580.105.08", "open", []), Status.Fault, layers,
            [new PlacedFinding(cause, null, [symptom]), new PlacedFinding(warning, null, [])],
            [new PlacedFinding(cause, null, [symptom]), new PlacedFinding(symptom, cause, []), new PlacedFinding(warning, null, [])], [], [], []);
    }

    public static Report Sound() => Faulty() with
    {
        Verdict = Status.Ok, RootCauses = [], Findings = [], Layers = [.. Enum.GetValues<Layer>().Select(layer => new LayerReport(layer, Status.Ok, "sound"))],
    };

    private static HostSample Host(int gpus, DateTimeOffset at, string name, Random random) => new(at, "1.2.3", "node7")
    {
        Driver = new DriverIdentity("580.105.08", "13.580.105.08", "13.0", gpus, "libnvidia-ml.so.1"),
        Probe = new ProbeHealth { Calls = at.ToUnixTimeSeconds(), Seconds = at.ToUnixTimeSeconds() * 0.003 },
        Gpus = [.. Enumerable.Range(0, gpus).Select(index => Busy(index, at, name, random))],
    };

    private static GpuStatus Busy(int index, DateTimeOffset at, string name, Random random)
    {
        var wave = 0.5 + (0.45 * Math.Sin((at.ToUnixTimeSeconds() % 3600 / 300.0) + index));
        return Gpu(index, name) with
        {
            SampledAt = at, DetailedAt = at,
            Sample = new GpuSample
            {
                Utilization = Math.Clamp(wave + ((random.NextDouble() - 0.5) * 0.4), 0, 1), MemoryTotalBytes = 85520809984, MemoryUsedBytes = wave * 80e9, PowerWatts = 80 + (wave * 600) + (random.NextDouble() * 60),
                PowerLimitWatts = 700, Celsius = 40 + (wave * 45), PerformanceState = random.Next(40) == 0 ? 2 : 0,
                ClockReasons = random.Next(60) switch { 0 => ClockReasons.SoftwareThermalSlowdown, 1 => ClockReasons.HardwareSlowdown, < 12 => ClockReasons.SoftwarePowerCap, _ => ClockReasons.None },
            },
            Detail = new GpuDetail { Processes = [.. Enumerable.Range(0, 4).Select(number => new Strata.Sampling.GpuProcess(4000 + (index * 10) + number, "compute", 9e9 / (number + 1), null, null) { Name = "python3", User = "anna", Pod = "1b3dd0a5-0e6a-4a0f-9a31-0a6b9c3f5f2e", Container = "0123456789abcdef0123456789abcdef" })] },
        };
    }

    private static ImmutableArray<HostEvent> Events(int gpus) =>
    [
        .. Enumerable.Range(1, 80).Select(number => new HostEvent(Now.AddMinutes(-number * number), "boot", number % 5 == 0 ? HostEventKind.FindingCame : HostEventKind.Xid,
            $"NVRM: Xid (PCI:0000:{0x1b + (number % gpus):x2}:00): {13 + (number % 4 * 18)}, pid=4711, name=python3, Graphics Exception: ESR 0x405840=0x{number:x8}")
        {
            Id = 1000 - number, Gpu = new PciAddress(0, (byte)(0x1b + (number % gpus)), 0, 0), Xid = number % 5 == 0 ? null : 13 + (number % 4 * 18), Rule = number % 5 == 0 ? "ST3250" : null,
        }),
    ];
}
