using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux;

/// <summary>A machine whose root directory lies somewhere in this one: a mounted image, a chroot, a container, a fixture. No tool is run.</summary>
public sealed class RootMachine : FileMachine
{
    /// <summary>Opens the root.</summary>
    /// <exception cref="InputException">It is not a directory that can be opened.</exception>
    public RootMachine(string root, FileTreeOptions? options = null)
        : base(new FileTree(root, options), new Origin(OriginKind.Root, root))
    {
    }

    /// <inheritdoc/>
    public override IEnumerable<LogText> Logs() => PastLogs().Concat(SyslogFiles());

    private protected override Reading<ToolOutput> RunTool(ToolCall call) =>
        Reading.Unreadable<ToolOutput>("tools are not run on another root", new Source(call.CommandLine));
}
