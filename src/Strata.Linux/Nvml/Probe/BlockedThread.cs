using System.Collections.Immutable;
using Strata.Linux.Files;

namespace Strata.Linux.Nvml.Probe;

/// <summary>Where a thread of an abandoned probe hangs.</summary>
/// <param name="Call">The GPU and the call, as the probe named its thread.</param>
/// <param name="State">State letter of the kernel: <c>D</c> waits and cannot be interrupted.</param>
/// <param name="WaitsIn">Function of the kernel that it waits in, where the kernel tells.</param>
/// <param name="Stack">Functions of the kernel below it, where this user may see them.</param>
public sealed record BlockedThread(string Call, char State, string? WaitsIn, ImmutableArray<string> Stack)
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
