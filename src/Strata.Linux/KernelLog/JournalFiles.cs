using Strata.Linux.Files;

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
            if (tree.List(path).Or([]).Length > 0 && tree.Place(path) is { } place)
            {
                return new JournalFiles(path, place);
            }
        }
        return null;
    }
}
