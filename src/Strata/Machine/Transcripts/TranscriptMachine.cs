using System.Collections.Immutable;

namespace Strata.Machine.Transcripts;

/// <summary>
/// A machine known only from what somebody wrote down: pasted text, a bug report, a lab case. What is not written down
/// is unreadable, never absent.
/// </summary>
public sealed class TranscriptMachine : IMachine
{
    private const string NotHere = "not in this input";

    private readonly Dictionary<string, Reading<PiecedText>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reading<(int? ExitCode, PiecedText Text)>> _tools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reading<string>> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reading<FileStatus>> _statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reading<ImmutableArray<string>>> _directories = new(StringComparer.Ordinal);
    private readonly List<LogText> _logs = [];

    /// <summary>An empty transcript.</summary>
    public TranscriptMachine(Origin origin) => Origin = origin;

    /// <inheritdoc/>
    public Origin Origin { get; set; }

    /// <summary>Writes a file down; the last one of a path counts.</summary>
    public void Add(string path, TextDocument content) => _files[path] = Reading.Known(new PiecedText(content), new Source(path));

    /// <summary>Adds lines to a file that stands in pieces, or begins it.</summary>
    public void Append(string path, TextDocument content)
    {
        if (_files.TryGetValue(path, out var before) && before.TryGet(out var text))
        {
            text.Add(content);
        }
        else
        {
            Add(path, content);
        }
    }

    /// <summary>Writes down that a path does not exist.</summary>
    public void AddAbsent(string path, Source source) => _files[path] = Reading.Absent<PiecedText>(source);

    /// <summary>Writes down what a tool printed; the last run counts.</summary>
    public void Add(ToolCall call, TextDocument output, int? exitCode = null) =>
        _tools[call.CommandLine] = Reading.Known((exitCode, new PiecedText(output)), output.Whole);

    /// <summary>Adds lines to what a tool printed, or begins it.</summary>
    public void Append(ToolCall call, TextDocument output)
    {
        if (_tools.TryGetValue(call.CommandLine, out var before) && before.TryGet(out var printed))
        {
            printed.Text.Add(output);
        }
        else
        {
            Add(call, output);
        }
    }

    /// <summary>True when the line of the input with this number was written down as printed by a tool.</summary>
    public bool HasLine(ToolCall call, int number) =>
        _tools.TryGetValue(call.CommandLine, out var known) && known.TryGet(out var printed) && printed.Text.HasLine(number);

    /// <summary>Writes down what a tool printed unless it was written down before.</summary>
    public void AddIfMissing(ToolCall call, TextDocument output)
    {
        if (!_tools.ContainsKey(call.CommandLine))
        {
            Add(call, output);
        }
    }

    /// <summary>Writes down that a tool is not installed.</summary>
    public void AddAbsent(ToolCall call, Source source) => _tools[call.CommandLine] = Reading.Absent<(int?, PiecedText)>(source);

    /// <summary>Writes a link down.</summary>
    public void AddLink(string path, string target, Source source) => _links[path] = Reading.Known(target, source);

    /// <summary>Writes the status of a file down.</summary>
    public void AddStatus(string path, FileStatus status, Source source) => _statuses[path] = Reading.Known(status, source);

    /// <summary>Writes a directory down.</summary>
    public void AddDirectory(string path, IEnumerable<string> names, Source source) =>
        _directories[path.Length > 1 ? path.TrimEnd('/') : path] = Reading.Known<ImmutableArray<string>>([.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], source);

    /// <summary>Writes down the directories at and below <paramref name="top"/> as far as known files tell them.</summary>
    public void AddDirectoriesOf(string top)
    {
        var children = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var path in _files.Where(file => file.Value.IsKnown).Select(file => file.Key).Where(path => path.StartsWith(top + "/", StringComparison.Ordinal)))
        {
            for (var slash = path.LastIndexOf('/'); slash >= top.Length; slash = path.LastIndexOf('/', slash - 1))
            {
                var end = path.IndexOf('/', slash + 1);
                var name = end < 0 ? path[(slash + 1)..] : path[(slash + 1)..end];
                (children.TryGetValue(path[..slash], out var names) ? names : children[path[..slash]] = new(StringComparer.Ordinal)).Add(name);
            }
        }
        foreach (var (directory, names) in children)
        {
            AddDirectory(directory, names, new Source(directory));
        }
    }

    /// <summary>Writes down that a directory does not exist.</summary>
    public void AddAbsentDirectory(string path, Source source) => _directories[path.TrimEnd('/')] = Reading.Absent<ImmutableArray<string>>(source);

    /// <summary>Adds a log.</summary>
    public void Add(LogText log) => _logs.Add(log);

    /// <inheritdoc/>
    public Reading<TextDocument> Read(string path) => _files.GetValueOrDefault(path)?.Map(text => text.Whole) ?? Reading.Unreadable<TextDocument>(NotHere, new Source(path));

    /// <inheritdoc/>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) =>
        Reading.Unreadable<ReadOnlyMemory<byte>>(NotHere, new Source(path));

    /// <inheritdoc/>
    public Reading<ImmutableArray<string>> List(string directory) =>
        _directories.GetValueOrDefault(directory.Length > 1 ? directory.TrimEnd('/') : directory)
        ?? Reading.Unreadable<ImmutableArray<string>>(NotHere, new Source(directory));

    /// <inheritdoc/>
    public Reading<string> ReadLink(string path) => _links.GetValueOrDefault(path) ?? Reading.Unreadable<string>(NotHere, new Source(path));

    /// <inheritdoc/>
    public Reading<FileStatus> Stat(string path) => _statuses.GetValueOrDefault(path) ?? Reading.Unreadable<FileStatus>(NotHere, new Source(path));

    /// <inheritdoc/>
    public Reading<ToolOutput> Run(ToolCall call) =>
        _tools.GetValueOrDefault(call.CommandLine)?.Map(printed => new ToolOutput(printed.ExitCode, printed.Text.Whole)) ?? Reading.Unreadable<ToolOutput>(NotHere, new Source(call.CommandLine));

    /// <inheritdoc/>
    public IEnumerable<LogText> Logs() => _logs;
}
