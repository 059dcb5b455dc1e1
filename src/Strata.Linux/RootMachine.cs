using Strata.Linux.Files;
using Strata.Linux.KernelLog;
using Strata.Linux.Tools;
using Strata.Machine;

namespace Strata.Linux;

/// <summary>
/// A machine whose root directory lies somewhere in this one: a mounted image, a chroot, a container, a fixture.
/// No tool is asked about it, except this system's journalctl about its journal, which is a binary file.
/// </summary>
public sealed class RootMachine : FileMachine
{
    private readonly ToolRunner _tools = new();

    /// <summary>Opens the root.</summary>
    /// <exception cref="InputException">It is not a directory that can be opened.</exception>
    public RootMachine(string root, FileTreeOptions? options = null)
        : base(new FileTree(root, options), new Origin(OriginKind.Root, root))
    {
    }

    /// <inheritdoc/>
    public override IEnumerable<LogText> Logs()
    {
        var journal = JournalFiles.Of(Tree) is { } files ? new KernelJournal(_tools, files) : null;
        return PastLogs().Concat(journal?.CurrentBoot() is { } current
            ? [.. Earlier(journal), current, .. journal.Units()]
            : SyslogFiles());
    }

    private protected override Reading<ToolOutput> RunTool(ToolCall call) =>
        Reading.Unreadable<ToolOutput>("tools are not run on another root", new Source(call.CommandLine));

    private static IEnumerable<LogText> Earlier(KernelJournal journal) => journal.EarlierBoot() is { } log ? [log] : [];
}
