using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.KernelLog;

/// <summary>Where the journal of another root lies.</summary>
/// <param name="Path">Its path in that root.</param>
/// <param name="Place">The same directory as this system sees it.</param>
internal sealed record JournalFiles(string Path, string Place)
{
    /// <summary>The journal of a root; null when it keeps none.</summary>
    public static JournalFiles? Of(FileTree tree)
    {
        foreach (var path in (ReadOnlySpan<string>)["/var/log/journal", "/run/log/journal"])
        {
            if (tree.List(path).Or([]) is { Length: > 0 } machines && machines.All(machine => IsOwn(tree, $"{path}/{machine}")) && tree.Place(path) is { } place)
            {
                return new JournalFiles(path, place);
            }
        }
        return null;
    }

    // A link could lead journalctl to the journal of this system.
    private static bool IsOwn(FileTree tree, string entry) => tree.Stat(entry).TryGet(out var status) && status.Kind switch
    {
        FileKind.Regular => true,
        FileKind.Directory => tree.List(entry).Or([]).All(name => tree.Stat($"{entry}/{name}").TryGet(out var inner) && inner.Kind == FileKind.Regular),
        _ => false,
    };
}
