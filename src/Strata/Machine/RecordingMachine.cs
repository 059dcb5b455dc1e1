using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>Remembers every question that is asked of another machine and its answer; the same question is answered the same way again.</summary>
public sealed class RecordingMachine(IMachine machine) : IMachine
{
    private readonly Dictionary<(CapturedKind, string, int), object> _answers = [];
    private readonly List<Captured> _items = [];

    /// <inheritdoc/>
    public Origin Origin => machine.Origin;

    /// <summary>What was asked so far.</summary>
    public CapturedMachine Captured => new(Origin, [.. _items]);

    /// <inheritdoc/>
    public Reading<TextDocument> Read(string path) => Remember(
        CapturedKind.File, path, 0, () => machine.Read(path),
        (item, text) => item.With(text));

    /// <inheritdoc/>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) => Remember(
        CapturedKind.Bytes, path, most, () => machine.ReadBytes(path, most),
        (item, bytes) => item with { Bytes = bytes, Most = most });

    /// <inheritdoc/>
    public Reading<ImmutableArray<string>> List(string directory) => Remember(
        CapturedKind.List, directory, 0, () => machine.List(directory),
        (item, names) => item with { Lines = names });

    /// <inheritdoc/>
    public Reading<string> ReadLink(string path) => Remember(
        CapturedKind.Link, path, 0, () => machine.ReadLink(path),
        (item, target) => item with { Lines = [target] });

    /// <inheritdoc/>
    public Reading<FileStatus> Stat(string path) => Remember(
        CapturedKind.Stat, path, 0, () => machine.Stat(path),
        (item, status) => item with { Status = status });

    /// <inheritdoc/>
    public Reading<ToolOutput> Run(ToolCall call) => Remember(
        CapturedKind.Tool, call.CommandLine, 0, () => machine.Run(call),
        (item, output) => item.With(output.Output) with { ExitCode = output.ExitCode });

    /// <inheritdoc/>
    public Reading<T> Library<T>()
        where T : class => machine.Library<T>();

    /// <inheritdoc/>
    public IEnumerable<LogText> Logs()
    {
        foreach (var log in machine.Logs())
        {
            yield return log with { Lines = Listen(log) };
        }
    }

    private IEnumerable<LogLine> Listen(LogText log)
    {
        var lines = ImmutableArray.CreateBuilder<LogLine>();
        var place = _items.Count;
        _items.Add(new Captured(CapturedKind.Log, log.Name, CapturedState.Known) { Era = log.Era });
        try
        {
            foreach (var line in log.Lines)
            {
                lines.Add(line);
                yield return line;
            }
        }
        finally
        {
            _items[place] = _items[place] with { Log = lines.ToImmutable() };
        }
    }

    private Reading<T> Remember<T>(CapturedKind kind, string key, int most, Func<Reading<T>> ask, Func<Captured, T, Captured> keep)
    {
        if (_answers.TryGetValue((kind, key, most), out var earlier))
        {
            return (Reading<T>)earlier;
        }
        var answer = ask();
        _answers[(kind, key, most)] = answer;
        var item = answer switch
        {
            Reading<T>.Known known => keep(new Captured(kind, key, CapturedState.Known), known.Value),
            Reading<T>.Absent => new Captured(kind, key, CapturedState.Absent),
            Reading<T>.Unreadable unreadable => new Captured(kind, key, CapturedState.Unreadable) { Why = unreadable.Why },
            _ => throw new InvalidOperationException("a reading has three cases"),
        };
        _items.Add(item with { Most = most, Source = answer.Source == new Source(key) ? null : answer.Source });
        return answer;
    }
}
