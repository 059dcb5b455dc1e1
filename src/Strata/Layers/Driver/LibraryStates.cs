using System.Collections.Immutable;
using System.Globalization;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Sampling;

namespace Strata.Layers.Driver;

/// <summary>Makes the facts that are otherwise read from nvidia-smi of what the driver's library told the sampler.</summary>
internal static class LibraryStates
{
    private const string Name = "libnvidia-ml.so.1";
    private const double Mebibyte = 1024 * 1024;

    // Fields of `nvidia-smi -q` with the values that it prints; what the library did not tell gives none.
    private static readonly ImmutableArray<(string Path, Func<GpuStatus, string?> Value)> Fields =
    [
        ("Product Name", gpu => gpu.Identity?.Name),
        ("GPU UUID", gpu => gpu.Identity?.Uuid),
        ("Serial Number", gpu => gpu.Identity?.Serial),
        ("VBIOS Version", gpu => gpu.Identity?.Vbios),
        ("GSP Firmware Version", gpu => gpu.Identity?.GspFirmware),
        ("Performance State", gpu => gpu.Sample?.PerformanceState is { } state ? $"P{state}" : null),
        ("Persistence Mode", gpu => Switch(gpu.Detail?.PersistenceMode)),
        ("MIG Mode/Current", gpu => Switch(gpu.Detail?.Mig)),
        ("MIG Mode/Pending", gpu => Switch(gpu.Detail?.MigPending)),
        ("ECC Mode/Current", gpu => Switch(gpu.Detail?.Ecc)),
        ("ECC Mode/Pending", gpu => Switch(gpu.Detail?.EccPending)),
        ("MIG Devices", gpu => gpu.Detail is { Mig: true, MigDevices.IsEmpty: true } ? "None" : null),
        ("GPU Recovery Action", gpu => gpu.Sample?.RecoveryAction switch { 0 => "None", 1 => "Reset", 2 => "Reboot", 3 => "Drain P2P", 4 => "Drain and Reset", _ => null }),
        ("Utilization/GPU", gpu => Percent(gpu.Sample?.Utilization)),
        ("Utilization/Memory", gpu => Percent(gpu.Sample?.MemoryUtilization)),
        ("FB Memory Usage/Total", gpu => Mebibytes(gpu.Sample?.MemoryTotalBytes)),
        ("FB Memory Usage/Used", gpu => Mebibytes(gpu.Sample?.MemoryUsedBytes)),
        ("FB Memory Usage/Free", gpu => Mebibytes(gpu.Sample?.MemoryFreeBytes)),
        ("Temperature/GPU Current Temp", gpu => Number(gpu.Sample?.Celsius, " C")),
        ("Temperature/Memory Current Temp", gpu => Number(gpu.Sample?.MemoryCelsius, " C")),
        ("GPU Power Readings/Power Draw", gpu => Number(gpu.Sample?.PowerWatts, " W")),
        ("GPU Power Readings/Power Limit", gpu => Number(gpu.Sample?.PowerLimitWatts, " W")),
        ("Clocks Event Reasons/Idle", gpu => Active(gpu, ClockReasons.GpuIdle)),
        ("Clocks Event Reasons/SW Power Cap", gpu => Active(gpu, ClockReasons.SoftwarePowerCap)),
        ("Clocks Event Reasons/HW Slowdown", gpu => Active(gpu, ClockReasons.HardwareSlowdown)),
        ("Clocks Event Reasons/HW Thermal Slowdown", gpu => Active(gpu, ClockReasons.HardwareThermalSlowdown)),
        ("Clocks Event Reasons/HW Power Brake Slowdown", gpu => Active(gpu, ClockReasons.HardwarePowerBrakeSlowdown)),
        ("Clocks Event Reasons/SW Thermal Slowdown", gpu => Active(gpu, ClockReasons.SoftwareThermalSlowdown)),
        ("Volatile Uncorr. ECC", gpu => Number(gpu.Sample?.MemoryHealth.UncorrectedVolatile, "")),
        ("Retired Pages/Single Bit ECC", gpu => Number(gpu.Sample?.MemoryHealth.RetiredSingleBit, "")),
        ("Retired Pages/Double Bit ECC", gpu => Number(gpu.Sample?.MemoryHealth.RetiredDoubleBit, "")),
        ("Retired Pages/Pending Page Blacklist", gpu => Flag(gpu.Sample?.MemoryHealth.RetirementPending)),
        ("Remapped Rows/Correctable Error", gpu => Number(gpu.Sample?.MemoryHealth.RemappedCorrected, "")),
        ("Remapped Rows/Uncorrectable Error", gpu => Number(gpu.Sample?.MemoryHealth.RemappedUncorrected, "")),
        ("Remapped Rows/Pending", gpu => Flag(gpu.Sample?.MemoryHealth.RemapPending)),
        ("Remapped Rows/Remapping Failure Occurred", gpu => Flag(gpu.Sample?.MemoryHealth.RemapFailed)),
        ("Fabric/State", gpu => gpu.Detail?.FabricState switch { 0 => "N/A", 1 => "Not Started", 2 => "In Progress", 3 => "Completed", _ => null }),
    ];

    /// <summary>How the library answers.</summary>
    public static Reading<NvmlAnswer> Nvml(GpuAnswers answers)
    {
        var text = answers.Driver is { } driver ? $"driver {driver.Version}, {driver.Gpus} GPUs" : $"code {answers.Code}";
        var source = new Source(answers.Driver?.Library ?? Name, null, text);
        return answers.Code switch
        {
            NvmlCode.Timeout => Reading.Unreadable<NvmlAnswer>("did not answer", source),
            NvmlCode.LibraryNotFound => Reading.Absent<NvmlAnswer>(source),
            var code => Reading.Known(
                new NvmlAnswer(code, DriverVersion.Parse(answers.Driver?.Version), DriverVersion.Parse(LibraryVersion(answers.Driver)), answers.Driver?.CudaVersion, text), source),
        };
    }

    /// <summary>The GPUs that do not answer; where the library does not start, only those that a call hangs for.</summary>
    public static ImmutableArray<SilentGpu> Silent(GpuAnswers answers) =>
    [
        .. answers.Gpus.Where(gpu => gpu.IsHanging || (answers.Code == NvmlCode.Success && gpu.IsUp == false))
            .Select(gpu => new SilentGpu(gpu.Identity?.Address ?? gpu.Address, gpu.Index, gpu.Code, gpu.IsHanging, gpu.Hang.IsDefault ? [] : gpu.Hang, Place(gpu, Ending(gpu)))),
    ];

    /// <summary>The refusals that concern one GPU; a call that hangs refused nothing.</summary>
    public static IEnumerable<NvmlFailure> Failures(ImmutableArray<SilentGpu> silent) => silent
        .Where(gpu => !gpu.Hangs && gpu.Code is not (NvmlCode.Success or NvmlCode.NotReady))
        .Select(gpu => new NvmlFailure(gpu.Code, gpu.Address, gpu.Address is null ? gpu.Source with { Text = gpu.Source.Text + " for the device handle" } : gpu.Source));

    /// <summary>The GPUs with what was told of them last.</summary>
    public static Reading<ImmutableArray<GpuState>> Gpus(GpuAnswers answers)
    {
        ImmutableArray<GpuState> gpus = [.. answers.Gpus.Where(gpu => gpu.Identity is not null).Select(gpu => State(gpu, answers.TrendOf(gpu)))];
        return gpus.IsEmpty
            ? Reading.Unreadable<ImmutableArray<GpuState>>("no GPU was listed", new Source(Name))
            : Reading.Known<ImmutableArray<GpuState>>([.. gpus.OrderBy(gpu => gpu.Address)], gpus[0].Source);
    }

    private static GpuState State(GpuStatus gpu, GpuTrend? trend) => new(gpu.Identity!.Address, Place(gpu, gpu.Identity.Name))
    {
        Name = gpu.Identity.Name,
        Uuid = gpu.Identity.Uuid,
        Index = gpu.Index,
        Minor = gpu.Identity.Minor,
        Trend = trend,
        Fields = Fields.Select(field => (field.Path, Value: field.Value(gpu))).Where(field => field.Value is not null)
            .ToImmutableDictionary(field => field.Path, field => Reading.Known(field.Value!, Place(gpu, $"{field.Path}: {field.Value}")), StringComparer.Ordinal),
        Processes = [.. (gpu.Detail?.Processes ?? []).Select(process => new GpuProcess(process.Process, process.Kind switch { "graphics" => "G", "mps" => "M+C", _ => "C" }, process.Name ?? "", process.MemoryBytes is { } bytes ? (long)(bytes / Mebibyte) : null))],
    };

    private static string Ending(GpuStatus gpu) =>
        gpu.IsHanging ? StatusChanges.Describe(gpu.Hang) : $"code {gpu.Code}{(gpu.Reason is { } reason ? ", " + reason : "")}";

    private static Source Place(GpuStatus gpu, string text) => new(Name, null, $"GPU {gpu.Index}: {text}");

    // The library calls itself 12.535.104 where its driver is 535.104: the number before the first dot is that of the interface.
    private static string LibraryVersion(DriverIdentity? driver) => driver?.LibraryVersion is { } version && version.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? version[(dot + 1)..] : "";

    private static string? Switch(bool? value) => value is { } known ? known ? "Enabled" : "Disabled" : null;

    private static string? Flag(double? value) => value is { } known ? known > 0 ? "Yes" : "No" : null;

    private static string? Active(GpuStatus gpu, ClockReasons reason) => gpu.Sample?.ClockReasons is { } reasons ? (reasons & reason) != ClockReasons.None ? "Active" : "Not Active" : null;

    private static string? Percent(double? part) => Number(part * 100, " %");

    private static string? Mebibytes(double? bytes) => Number(bytes / Mebibyte, " MiB");

    private static string? Number(double? value, string unit) => value is { } known ? Math.Round(known).ToString("0", CultureInfo.InvariantCulture) + unit : null;
}
