using System.Collections.Immutable;
using Strata.Linux.Files;
using Strata.Linux.Initrd;
using Strata.Linux.Inputs;
using Strata.Linux.Modules;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Linux;

/// <summary>A machine whose files lie in a directory tree: this host, or a root that is mounted somewhere.</summary>
public abstract class FileMachine : IMachine, IDisposable
{
    private const int MostLogLines = 200_000;

    private readonly Lazy<AccountNames> _accounts;
    private readonly ModuleReader _modules;
    private readonly InitrdReader _images;
    private bool _isDisposed;

    private protected FileMachine(FileTree tree, Origin origin)
    {
        Tree = tree;
        Origin = origin;
        _accounts = new Lazy<AccountNames>(() => AccountNames.Of(tree));
        _modules = new ModuleReader(tree);
        _images = new InitrdReader(tree);
    }

    /// <inheritdoc/>
    public Origin Origin { get; }

    private protected FileTree Tree { get; }

    /// <inheritdoc/>
    public Reading<TextDocument> Read(string path) => _images.Read(path) ?? PackageIndex.Read(Tree, path) ?? Tree.Read(path);

    /// <inheritdoc/>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) => Tree.ReadBytes(path, most);

    /// <inheritdoc/>
    public Reading<ImmutableArray<string>> List(string directory) => Tree.List(directory);

    /// <inheritdoc/>
    public Reading<string> ReadLink(string path) => Tree.ReadLink(path);

    /// <inheritdoc/>
    public Reading<FileStatus> Stat(string path) => Tree.Stat(path).Map(status => _accounts.Value.Name(status));

    /// <inheritdoc/>
    public Reading<ToolOutput> Run(ToolCall call) => call switch
    {
        { Tool: "modinfo", Arguments.Length: 1 } => _images.Describe(call) ?? _modules.Answer(call),
        { Tool: "lsinitramfs", Arguments.Length: 1 } => _images.List(call),
        { Tool: "lsmod", Arguments.IsEmpty: true } => FileAnswers.LoadedModules(Tree, call),
        { Tool: "uname", Arguments: ["-r"] } => FileAnswers.KernelRelease(Tree, call),
        { Tool: "uname", Arguments: ["-a"] } => FileAnswers.KernelName(Tree, call),
        _ => RunTool(call),
    };

    /// <inheritdoc/>
    public abstract IEnumerable<LogText> Logs();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Tree.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    private protected abstract Reading<ToolOutput> RunTool(ToolCall call);

    /// <summary>Logs of what was done some day: installers and module builds.</summary>
    private protected IEnumerable<LogText> PastLogs() => PastFiles()
        .Select(path => Tree.Read(path).Or(null))
        .OfType<TextDocument>()
        .Select(text => new LogText(text.Name, Era.Past, LogLines.Of(text)));

    /// <summary>Kernel logs that a syslog daemon wrote, split at the last boot.</summary>
    private protected IEnumerable<LogText> SyslogFiles()
    {
        foreach (var path in (ReadOnlySpan<string>)["/var/log/kern.log", "/var/log/messages", "/var/log/syslog", "/var/log/dmesg"])
        {
            if (Tree.Read(path).OrElse(() => ReadLarge(path)).TryGet(out var text) && text.Lines.Length > 0)
            {
                return LogLines.ByBoot(text);
            }
        }
        return [];
    }

    // A log that is too large to hold passes what can matter, the newest of it.
    private Reading<TextDocument> ReadLarge(string path) => Tree.Use(path, file =>
    {
        var source = new Source(path);
        try
        {
            var kept = new Queue<LogLine>();
            foreach (var line in new InputText(path, file, () => null, file.Length, new InputLimits { FilterAbove = 0 }).Lines(LogGate.Words))
            {
                kept.Enqueue(line);
                if (kept.Count > MostLogLines)
                {
                    kept.Dequeue();
                }
            }
            return Reading.Known(
                new TextDocument(path, [.. kept.Select(line => line.Text)], kept.FirstOrDefault(new LogLine(1, "")).Number) { Numbers = [.. kept.Select(line => line.Number)] }, source);
        }
        catch (IOException error)
        {
            return Reading.Unreadable<TextDocument>(error.Message, source);
        }
    });

    private IEnumerable<string> PastFiles()
    {
        yield return "/var/log/nvidia-installer.log";
        yield return "/var/log/nvidia-uninstall.log";
        foreach (var module in Tree.List("/var/lib/dkms").Or([]).Where(name => name.StartsWith("nvidia", StringComparison.Ordinal)))
        {
            foreach (var version in Tree.List("/var/lib/dkms/" + module).Or([]))
            {
                yield return $"/var/lib/dkms/{module}/{version}/build/make.log";
            }
        }
    }
}
