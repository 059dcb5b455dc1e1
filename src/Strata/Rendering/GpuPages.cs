using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Sampling;

namespace Strata.Rendering;

/// <summary>Builds the pages of the GPUs of a host. What the driver does not tell is N/A, never a zero.</summary>
public static class GpuPages
{
    private const string Untold = "N/A";

    /// <summary>All GPUs, a line each.</summary>
    public static Document List(DriverIdentity? driver, IEnumerable<GpuStatus> gpus, bool isDemo = false) => new("GPUs",
    [
        .. Note(isDemo),
        new Block.Remark(driver is null ? "the driver is not asked: every GPU sleeps" : Clean($"driver {driver.Version}, CUDA up to {driver.CudaVersion ?? Untold}")),
        new Block.Table(
            ["GPU", "Address", "Use", "Memory", "Power", "Temp", "Name"],
            [.. gpus.Select(gpu => (ImmutableArray<string>)[Number(gpu.Index), Address(gpu), Share(gpu.Sample?.Utilization), Memory(gpu.Sample), Power(gpu.Sample?.PowerWatts), Celsius(gpu.Sample?.Celsius), Name(gpu)])]),
    ]);

    /// <summary>One GPU, everything.</summary>
    public static Document Show(GpuStatus gpu, bool isDemo = false)
    {
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.AddRange(Note(isDemo));
        blocks.Add(new Block.Heading(Clean($"GPU {gpu.Index}: {Name(gpu)}"), gpu.Answers ? null : gpu.IsUp is null ? Status.NotApplicable : Status.Unknown));
        if (gpu.IsUp is null)
        {
            blocks.Add(new Block.Paragraph("It sleeps, and nothing is asked of it so that it is not woken."));
        }
        else if (!gpu.Answers)
        {
            blocks.Add(new Block.Paragraph($"The driver does not answer for it (NVML code {gpu.Code})."));
        }
        if (gpu.Identity is { } identity)
        {
            blocks.Add(Part("Board", Identity(identity)));
        }
        if (gpu.Sample is { } sample)
        {
            blocks.Add(Part("Now", Now(sample)));
            blocks.Add(Part("Memory errors and repairs", Health(sample.MemoryHealth)));
        }
        if (gpu.Detail is { } detail)
        {
            blocks.Add(Part("Modes", Modes(detail)));
            AddProcesses(blocks, detail);
        }
        return new Document($"GPU {gpu.Index}", blocks.ToImmutable());
    }

    private static ImmutableArray<Block> Note(bool isDemo) => isDemo ? [new Block.Remark(Demonstration.Note)] : [];

    private static (string, string)[] Identity(GpuIdentity gpu) =>
    [
        ("UUID", gpu.Uuid), ("Address", gpu.Address.ToString()), ("PCI id", gpu.PciId ?? Untold), ("Serial", gpu.Serial ?? Untold), ("VBIOS", gpu.Vbios ?? Untold),
        ("Compute capability", gpu.ComputeCapability ?? Untold), ("GSP firmware", gpu.GspFirmware ?? Untold), ("NUMA node", Number(gpu.NumaNode)),
        ("PCIe at most", Link(gpu.MaximumLinkGeneration, gpu.MaximumLinkWidth)), ("Power limit", $"{Power(gpu.MinimumPowerLimitWatts)} to {Power(gpu.MaximumPowerLimitWatts)}, as shipped {Power(gpu.DefaultPowerLimitWatts)}"),
        ("Slows down at", Celsius(gpu.SlowdownCelsius)), ("Shuts down at", Celsius(gpu.ShutdownCelsius)),
    ];

    private static (string, string)[] Now(GpuSample now) =>
    [
        ("Use", Share(now.Utilization)), ("Memory", Memory(now)), ("Power", $"{Power(now.PowerWatts)} of {Power(now.PowerLimitWatts)}"), ("Temperature", Celsius(now.Celsius)),
        ("Memory temperature", Celsius(now.MemoryCelsius)), ("SM clock", Clock(now.SmClockHertz)), ("Memory clock", Clock(now.MemoryClockHertz)),
        ("Performance state", now.PerformanceState is { } state ? $"P{state}" : Untold), ("Clocks held back by", Reasons(now.ClockReasons)), ("PCIe now", Link(now.Pcie.Generation, now.Pcie.Width)),
    ];

    private static (string, string)[] Health(MemoryHealth health) =>
    [
        ("Corrected, since the driver was loaded", Count(health.CorrectedVolatile)), ("Uncorrected, since the driver was loaded", Count(health.UncorrectedVolatile)),
        ("Corrected, in its life", Count(health.CorrectedAggregate)), ("Uncorrected, in its life", Count(health.UncorrectedAggregate)),
        ("Rows remapped", $"{Count(health.RemappedCorrected)} corrected, {Count(health.RemappedUncorrected)} uncorrected"), ("Remap pending", Count(health.RemapPending)), ("Remap failed", Count(health.RemapFailed)),
    ];

    private static (string, string)[] Modes(GpuDetail detail) =>
    [
        ("Persistence", Switch(detail.PersistenceMode)), ("ECC", Mode(detail.Ecc, detail.EccPending)), ("MIG", Mode(detail.Mig, detail.MigPending)),
        ("Compute mode", detail.ComputeMode switch { null => Untold, 0 => "default", 2 => "prohibited", 3 => "exclusive process", _ => Number(detail.ComputeMode) }),
        ("NVLinks up", Number(detail.NvLinksUp)),
    ];

    private static void AddProcesses(ImmutableArray<Block>.Builder blocks, GpuDetail detail)
    {
        blocks.Add(new Block.Label("Processes"));
        blocks.Add(detail.Processes switch
        {
            null => new Block.Paragraph("The driver does not tell this user."),
            { IsEmpty: true } => new Block.Paragraph("None."),
            { } all => new Block.Table(["Process", "Kind", "Memory"], [.. all.Select(process => (ImmutableArray<string>)[Number(process.Process), process.Kind, Bytes(process.MemoryBytes)])]),
        });
    }

    private static Block.Table Part(string name, (string Name, string Value)[] rows) =>
        new([name, ""], [.. rows.Select(row => (ImmutableArray<string>)[row.Name, Clean(row.Value)])]);

    private static string Name(GpuStatus gpu) => Clean(gpu.Identity?.Name is { Length: > 0 } name ? name : gpu.IsUp is null ? "asleep, not woken" : $"does not answer (NVML code {gpu.Code})");

    private static string Address(GpuStatus gpu) => (gpu.Identity?.Address ?? gpu.Address)?.ToString() ?? Untold;

    private static string Memory(GpuSample? sample) => $"{Bytes(sample?.MemoryUsedBytes)} / {Bytes(sample?.MemoryTotalBytes)}";

    private static string Bytes(double? bytes) => bytes is { } value ? Text($"{value / (1024 * 1024):0} MiB") : Untold;

    private static string Power(double? watts) => watts is { } value ? Text($"{value:0} W") : Untold;

    private static string Celsius(double? celsius) => celsius is { } value ? Text($"{value:0} C") : Untold;

    private static string Clock(double? hertz) => hertz is { } value ? Text($"{value / 1e6:0} MHz") : Untold;

    private static string Share(double? part) => part is { } value ? Text($"{value * 100:0} %") : Untold;

    private static string Count(double? count) => count is { } value ? Text($"{value:0}") : Untold;

    private static string Number(int? number) => number is { } value ? Text($"{value}") : Untold;

    private static string Link(int? generation, int? width) => generation is null && width is null ? Untold : $"generation {Number(generation)}, {Number(width)} lanes";

    private static string Switch(bool? on) => on switch { true => "on", false => "off", null => Untold };

    private static string Mode(bool? now, bool? pending) => now == pending ? Switch(now) : $"{Switch(now)}, {Switch(pending)} after a reset";

    private static string Reasons(ClockReasons? reasons) => reasons switch { null => Untold, ClockReasons.None => "nothing", { } some => string.Join(", ", ClockReasonWords.Of(some)) };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Clean(string text) => PlainText.Clean(text);
}
