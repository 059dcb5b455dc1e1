using System.Collections.Immutable;
using Strata.Linux.Files;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>Looks where an abandoned probe hangs.</summary>
internal static class BlockedThreads
{
    /// <summary>The threads of a process that are inside a call of the driver's library.</summary>
    public static ImmutableArray<BlockedThread> Of(FileTree tree, int process)
    {
        var tasks = $"/proc/{process}/task";
        return [.. tree.List(tasks).Or([]).Select(thread => Look(tree, $"{tasks}/{thread}")).OfType<BlockedThread>()];
    }

    // The fields behind the name in its brackets: "123 (3:PowerUsage) D 1 ...".
    private static BlockedThread? Look(FileTree tree, string thread)
    {
        if (!tree.Read(thread + "/stat").TryGet(out var stat))
        {
            return null;
        }
        var line = stat.FirstTrimmed;
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var close = line.LastIndexOf(')');
        if (open < 0 || close < open || close + 2 >= line.Length)
        {
            return null;
        }
        var name = line[(open + 1)..close];
        var waits = tree.Read(thread + "/wchan").Map(text => text.FirstTrimmed).Or(null);
        var isInCall = name.Length > 0 && char.IsAsciiDigit(name[0]) && name.Contains(':', StringComparison.Ordinal);
        return !isInCall && line[close + 2] != 'D' ? null : new BlockedThread(
            name, line[close + 2], waits is null or "0" or "" ? null : waits,
            tree.Read(thread + "/stack").Map(text => text.Lines).Or([]));
    }
}
