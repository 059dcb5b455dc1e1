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
    private Dictionary<(int Process, long Start), GpuProcess> _known = [];
    private AccountNames? _names;

    /// <summary>Seconds since the host started; null where the kernel does not tell.</summary>
    public double? Uptime() => ProcessStat.Uptime(tree);

    /// <summary>The processes with their owners.</summary>
    /// <param name="processes">What the driver told, of all GPUs or of one.</param>
    /// <param name="asked">Uptime before the driver was asked: a process that started later only has the number of one that is gone.</param>
    public ImmutableArray<GpuProcess> Join(ImmutableArray<GpuProcess> processes, double? asked) => [.. processes.Select(process => Join(process, asked))];

    /// <summary>Forgets processes that were not seen in the last round, and the names of accounts: one may be new by the next.</summary>
    public void EndRound(IEnumerable<GpuProcess> seen)
    {
        var numbers = seen.Select(process => process.Process).ToHashSet();
        _names = null;
        _known = _known.Where(entry => numbers.Contains(entry.Key.Process)).ToDictionary();
    }

    private GpuProcess Join(GpuProcess process, double? asked)
    {
        if (ProcessStat.Of(tree, process.Process)?.Start is not { } start || start / ProcessStat.TicksPerSecond > asked)
        {
            return process;
        }
        if (!_known.TryGetValue((process.Process, start), out var owned))
        {
            owned = Read(process);
            // A number that changed hands in the middle would mix two processes.
            if (ProcessStat.Of(tree, process.Process)?.Start != start)
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
            Name = Field(status, "Name:"), UserId = user, User = user is { } number ? (_names ??= AccountNames.Of(tree)).User(number) : null,
            Container = groups.Container, Pod = groups.Pod, SlurmJob = groups.SlurmJob, Unit = groups.Unit,
        };
    }

    private static string? Field(ImmutableArray<string> lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line ? line[name.Length..].Trim() : null;
}
