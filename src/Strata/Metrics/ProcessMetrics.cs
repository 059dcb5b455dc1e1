using System.Collections.Immutable;
using System.Globalization;
using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>
/// The processes that hold GPUs, as series. A node can run thousands: of each GPU those are told that hold the most memory, and
/// how many were left out is counted.
/// </summary>
public static class ProcessMetrics
{
    /// <summary>Name of the metric.</summary>
    public const string Name = "strata_gpu_process_memory_bytes";

    /// <summary>Most processes of a GPU that become series.</summary>
    public const int MostOfGpu = 64;

    /// <summary>The processes of a GPU that become series: the largest, then by number, each once for each kind.</summary>
    public static IEnumerable<GpuProcess> Told(GpuStatus gpu) => gpu.Detail?.Processes is not { } processes ? [] : Distinct(processes)
        .OrderByDescending(process => process.MemoryBytes ?? 0)
        .ThenBy(process => process.Process)
        .Take(MostOfGpu);

    /// <summary>Who a process is: its program, and whom it belongs to; empty where that could not be read.</summary>
    public static ImmutableArray<(string, string)> Labels(GpuProcess process) =>
    [
        ("pid", Rows.Text(process.Process)), ("kind", process.Kind), ("gpu_instance", Instance(process.GpuInstance)), ("compute_instance", Instance(process.ComputeInstance)),
        ("name", process.Name ?? ""), ("user", process.User ?? process.UserId?.ToString(CultureInfo.InvariantCulture) ?? ""), ("container", process.Container ?? ""),
        ("pod_uid", process.Pod ?? ""), ("slurm_job", process.SlurmJob ?? ""), ("unit", process.Unit ?? ""),
    ];

    /// <summary>Processes of a GPU that become no series.</summary>
    public static int LeftOut(GpuStatus gpu) => gpu.Detail?.Processes is { Length: > MostOfGpu } processes ? Math.Max(0, Distinct(processes).Count() - MostOfGpu) : 0;

    private static string Instance(int? number) => number is { } known ? Rows.Text(known) : "";

    // The driver names a process again for each of its contexts; a series must stand once.
    private static IEnumerable<GpuProcess> Distinct(ImmutableArray<GpuProcess> processes) =>
        processes.DistinctBy(process => (process.Process, process.Kind, process.GpuInstance, process.ComputeInstance));
}
