using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Strata.Linux.Files;
using Strata.Sampling;

namespace Strata.Linux.Processes;

/// <summary>Looks at processes of this host again and again (source: proc(5)).</summary>
public sealed class ProcessWatch(TimeProvider clock) : IDisposable
{
    private const int LongestCommand = 4096;
    private const int LongestSettings = 256 * 1024;

    private static readonly string[] Telling =
        ["CUDA_", "NVIDIA_", "NCCL_", "CUDNN_", "CUBLAS_", "PYTORCH_CUDA_", "TORCH_CUDA_", "XLA_", "TF_GPU", "TF_FORCE_GPU", "SLURM_JOB_ID=", "SLURM_JOB_GPUS=", "SLURM_STEP_GPUS=", "GPU_DEVICE_ORDINAL=", "RANK=", "LOCAL_RANK=", "WORLD_SIZE="];

    private static readonly string[] Secret = ["KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH"];

    // Reading the arguments of a process needs a lock that one which hangs in the driver may keep: a short wait, and once only.
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(300);

    private readonly FileTree _tree = new("/", new FileTreeOptions { Deadline = Deadline });
    private ImmutableDictionary<int, Seen> _before = ImmutableDictionary<int, Seen>.Empty;

    /// <summary>What can be told of these processes; those that ended are left out.</summary>
    public ImmutableDictionary<int, HostProcess> Look(IEnumerable<int> processes)
    {
        var total = Memory("MemTotal:");
        var uptime = ProcessStat.Uptime(_tree);
        var told = ImmutableDictionary.CreateBuilder<int, HostProcess>();
        var now = ImmutableDictionary.CreateBuilder<int, Seen>();
        var names = new Lazy<AccountNames>(() => AccountNames.Of(_tree));
        foreach (var process in processes.Distinct())
        {
            if (ProcessStat.Of(_tree, process) is not { } stat)
            {
                continue;
            }
            var before = _before.GetValueOrDefault(process) is { } seen && seen.Stat.Start == stat.Start ? seen : null;
            var one = new Seen(stat, clock.GetTimestamp(), before is null ? Command(process) : before.Command, before is null ? User(process, names) : before.User);
            now[process] = one;
            told[process] = new HostProcess
            {
                User = one.User,
                Command = one.Command,
                Cpu = before is not null && clock.GetElapsedTime(before.At, one.At) is { TotalSeconds: > 0 } passed ? Math.Max(0, stat.Ran - before.Stat.Ran) / ProcessStat.TicksPerSecond / passed.TotalSeconds : null,
                Memory = total is > 0 ? stat.ResidentPages * Environment.SystemPageSize / total : null,
                Age = uptime is { } since ? TimeSpan.FromSeconds(Math.Max(0, since - (stat.Start / ProcessStat.TicksPerSecond))) : null,
            };
        }
        _before = now.ToImmutable();
        return told.ToImmutable();
    }

    /// <summary>The settings of a process that concern GPUs and look like no secret; null when this user may not read them.</summary>
    public ImmutableArray<string>? Settings(int process) => _tree.ReadBytes($"/proc/{process}/environ", LongestSettings).TryGet(out var bytes)
        ? [.. Encoding.UTF8.GetString(bytes.Span).Split('\0').Where(IsTelling).Order(StringComparer.Ordinal)]
        : null;

    /// <summary>How busy the host is.</summary>
    public HostLoad Host()
    {
        var (total, free) = (Memory("MemTotal:"), Memory("MemAvailable:"));
        return new HostLoad(
            Numbers("/proc/loadavg") is [var load, ..] ? load : null, Environment.ProcessorCount,
            total is > 0 && free is not null ? 1 - (free / total) : null);
    }

    /// <inheritdoc/>
    public void Dispose() => _tree.Dispose();

    /// <summary>True for a setting that tells something of GPUs and is no secret.</summary>
    internal static bool IsTelling(string setting)
    {
        var name = setting.AsSpan(0, Math.Max(0, setting.IndexOf('=', StringComparison.Ordinal))).ToString();
        return Array.Exists(Telling, start => setting.StartsWith(start, StringComparison.Ordinal)) && !Array.Exists(Secret, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private string? User(int process, Lazy<AccountNames> names) => _tree.Stat($"/proc/{process}").TryGet(out var status) ? names.Value.Name(status).Owner : null;

    private string? Command(int process)
    {
        if (_tree.ReadBytes($"/proc/{process}/cmdline", LongestCommand).TryGet(out var bytes) && !bytes.IsEmpty)
        {
            return Encoding.UTF8.GetString(bytes.Span).TrimEnd('\0').Replace('\0', ' ');
        }
        return _tree.Read($"/proc/{process}/comm").TryGet(out var name) ? $"[{name.FirstTrimmed}]" : null;
    }

    private double? Memory(string name) =>
        _tree.Read("/proc/meminfo").TryGet(out var text) && text.Lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024
            : null;

    private double[] Numbers(string path) => _tree.Read(path).TryGet(out var text) ? [.. text.FirstTrimmed.Split(' ').Select(Number)] : [];

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>What was seen of a process the last time.</summary>
    private sealed record Seen(ProcessStat Stat, long At, string? Command, string? User);
}
