using System.Collections.Immutable;
using System.Globalization;
using Strata.Linux.Files;
using Strata.Sampling;

namespace Strata.Linux.Processes;

/// <summary>
/// Finds out to whom processes belong (source: proc(5)). Neither arguments nor environment are read: they hold secrets, and
/// both need a lock of the process's memory that one which hangs in the driver may keep.
/// </summary>
internal sealed class ProcessOwners(FileTree tree)
{
    // The kernel tells times of processes in hundredths of a second, whatever its own tick is.
    private const double TicksPerSecond = 100;

    // Fields behind the name in its brackets; the start is the twenty-second of all.
    private const int StartField = 19;

    private Dictionary<(int Process, long Start), GpuProcess> _known = [];

    /// <summary>Seconds since the host started; null where the kernel does not tell.</summary>
    public double? Uptime() =>
        tree.Read("/proc/uptime").TryGet(out var text) && double.TryParse(text.FirstTrimmed.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    /// <summary>The processes with their owners.</summary>
    /// <param name="processes">What the driver told, of all GPUs or of one.</param>
    /// <param name="asked">Uptime before the driver was asked: a process that started later only has the number of one that is gone.</param>
    public ImmutableArray<GpuProcess> Join(ImmutableArray<GpuProcess> processes, double? asked) => [.. processes.Select(process => Join(process, asked))];

    /// <summary>Forgets processes that were not seen in the last round.</summary>
    public void EndRound(IEnumerable<GpuProcess> seen)
    {
        var numbers = seen.Select(process => process.Process).ToHashSet();
        _known = _known.Where(entry => numbers.Contains(entry.Key.Process)).ToDictionary();
    }

    private GpuProcess Join(GpuProcess process, double? asked)
    {
        if (StartOf(process.Process) is not { } start || start / TicksPerSecond > asked)
        {
            return process;
        }
        if (!_known.TryGetValue((process.Process, start), out var owned))
        {
            owned = Read(process);
            // A number that changed hands in the middle would mix two processes.
            if (StartOf(process.Process) != start)
            {
                return process;
            }
            _known[(process.Process, start)] = owned;
        }
        return process with
        {
            Name = owned.Name, UserId = owned.UserId, User = owned.User, Container = owned.Container, Pod = owned.Pod, SlurmJob = owned.SlurmJob, Unit = owned.Unit,
        };
    }

    private GpuProcess Read(GpuProcess process)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Process}");
        var status = tree.Read(folder + "/status").Map(text => text.Lines).Or([]);
        var groups = CgroupParser.Parse(tree.Read(folder + "/cgroup").Map(text => text.Lines).Or([]));
        long? user = long.TryParse(Field(status, "Uid:")?.Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        return process with
        {
            Name = Field(status, "Name:"), UserId = user, User = user is { } number ? AccountNames.Of(tree).User(number) : null,
            Container = groups.Container, Pod = groups.Pod, SlurmJob = groups.SlurmJob, Unit = groups.Unit,
        };
    }

    private static string? Field(ImmutableArray<string> lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line ? line[name.Length..].Trim() : null;

    private long? StartOf(int process)
    {
        if (!tree.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat")).TryGet(out var stat))
        {
            return null;
        }
        var line = stat.FirstTrimmed;
        var fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartField && long.TryParse(fields[StartField], NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : null;
    }
}
