using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>Answers from what was captured of another machine; what was not asked then is unreadable now.</summary>
public sealed class BundleMachine : IMachine
{
    private const string NotAsked = "not in this bundle";

    private readonly Dictionary<(CapturedKind, string), Captured> _items = [];
    private readonly ImmutableArray<Captured> _logs;

    /// <summary>Makes a machine of a capture.</summary>
    /// <param name="origin">The bundle.</param>
    /// <param name="items">The questions that were asked, and the answers.</param>
    public BundleMachine(Origin origin, ImmutableArray<Captured> items)
    {
        Origin = origin;
        _logs = [.. items.Where(item => item.Kind == CapturedKind.Log)];
        foreach (var item in items.Where(item => item.Kind != CapturedKind.Log))
        {
            var key = (item.Kind, item.Key);
            if (!_items.TryGetValue(key, out var earlier) || item.Most > earlier.Most)
            {
                _items[key] = item;
            }
        }
    }

    /// <inheritdoc/>
    public Origin Origin { get; }

    /// <inheritdoc/>
    public Reading<TextDocument> Read(string path) => Answer(CapturedKind.File, path, item => item.Text);

    /// <inheritdoc/>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most)
    {
        var answer = Answer(CapturedKind.Bytes, path, item => item);
        if (!answer.TryGet(out var item))
        {
            return answer.Map(_ => ReadOnlyMemory<byte>.Empty);
        }
        var isEnough = item.Most >= most || item.Bytes.Length < item.Most;
        return isEnough
            ? Reading.Known(item.Bytes[..Math.Min(most, item.Bytes.Length)], answer.Source)
            : Reading.Unreadable<ReadOnlyMemory<byte>>(NotAsked, answer.Source);
    }

    /// <inheritdoc/>
    public Reading<ImmutableArray<string>> List(string directory) => Answer(CapturedKind.List, directory, item => item.Lines);

    /// <inheritdoc/>
    public Reading<string> ReadLink(string path) => Answer(CapturedKind.Link, path, item => item.Lines.FirstOrDefault(""));

    /// <inheritdoc/>
    public Reading<FileStatus> Stat(string path) =>
        Answer(CapturedKind.Stat, path, item => item.Status ?? new FileStatus(FileKind.Other, 0, "", ""));

    /// <inheritdoc/>
    public Reading<ToolOutput> Run(ToolCall call) =>
        Answer(CapturedKind.Tool, call.CommandLine, item => new ToolOutput(item.ExitCode, item.Text));

    /// <inheritdoc/>
    public IEnumerable<LogText> Logs() => _logs.Select(log => new LogText(log.Key, log.Era, log.Log));

    private Reading<T> Answer<T>(CapturedKind kind, string key, Func<Captured, T> value)
    {
        if (!_items.TryGetValue((kind, key), out var item))
        {
            return Reading.Unreadable<T>(NotAsked, new Source(key));
        }
        return item.State switch
        {
            CapturedState.Known => Reading.Known(value(item), item.Place),
            CapturedState.Absent => Reading.Absent<T>(item.Place),
            _ => Reading.Unreadable<T>(item.Why ?? NotAsked, item.Place),
        };
    }
}
