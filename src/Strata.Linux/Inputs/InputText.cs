using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Inputs;

/// <summary>
/// The lines of a text, read once. A small text gives all of them; a large one only those that hold one of the given
/// words, each with the lines after it that a message of several lines can take. Memory does not grow with the text.
/// </summary>
public sealed class InputText
{
    private const int LinesAfterHit = 5;

    private readonly Stream _stream;
    private readonly Func<string?> _damage;
    private readonly long? _size;
    private readonly InputLimits _limits;

    internal InputText(string name, Stream stream, Func<string?> damage, long? size, InputLimits limits)
    {
        Name = name;
        _stream = stream;
        _damage = damage;
        _size = size;
        _limits = limits;
    }

    /// <summary>Path as it was given, or <c>-</c>.</summary>
    public string Name { get; }

    /// <summary>What is wrong with the input as far as it was read, such as a cut gzip file; null when nothing is.</summary>
    public string? Damage => _damage();

    /// <summary>True when lines without a word were left out, as far as it was read.</summary>
    public bool IsFiltered { get; private set; }

    /// <summary>Reads the lines, whole inputs up to the limit, otherwise those that matter.</summary>
    /// <param name="words">What a line must hold to matter, in ASCII, compared by ordinal.</param>
    /// <exception cref="InputException">The input unpacks to more than is allowed, or cannot be read further.</exception>
    public IEnumerable<LogLine> Lines(IEnumerable<string> words)
    {
        var start = Start(out var isWhole);
        return isWhole ? AllLines(start) : Filter(start, new WordSearch(words));
    }

    /// <summary>Reads all lines of an input that must be kept whole.</summary>
    /// <exception cref="InputException">It is larger than what is kept of one input.</exception>
    public IEnumerable<LogLine> AllLines() => AllLines([], _limits.MostKept);

    private IEnumerable<LogLine> AllLines(List<ArraySegment<byte>> start, long most = long.MaxValue)
    {
        var cutter = new LineCutter();
        long total = 0;
        foreach (var block in Blocks(start))
        {
            total += block.Count;
            if (total > most)
            {
                throw new InputException($"{Name}: is larger than {Strings.Size(most)}; cut the part about the GPU out of it");
            }
            foreach (var line in cutter.All(block))
            {
                yield return line;
            }
        }
        foreach (var line in cutter.Rest())
        {
            yield return line;
        }
    }

    private IEnumerable<LogLine> Filter(List<ArraySegment<byte>> start, WordSearch search)
    {
        IsFiltered = true;
        var cutter = new LineCutter(search, LinesAfterHit);
        var found = new List<LogLine>();
        foreach (var block in Blocks(start))
        {
            found.Clear();
            cutter.Matching(block, found);
            foreach (var line in found)
            {
                yield return line;
            }
        }
        found.Clear();
        cutter.MatchingRest(found);
        foreach (var line in found)
        {
            yield return line;
        }
    }

    // Whether a pipe or a compressed file is large is only known when that much of it was read.
    private List<ArraySegment<byte>> Start(out bool isWhole)
    {
        var blocks = new List<ArraySegment<byte>>();
        isWhole = _size <= _limits.FilterAbove;
        if (_size is not null)
        {
            return blocks;
        }
        long total = 0;
        while (total <= _limits.FilterAbove)
        {
            var block = new byte[LineCutter.BlockBytes];
            var count = _stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            blocks.Add(new ArraySegment<byte>(block, 0, count));
            total += count;
            if (count < block.Length)
            {
                isWhole = total <= _limits.FilterAbove;
                return blocks;
            }
        }
        return blocks;
    }

    private IEnumerable<ArraySegment<byte>> Blocks(List<ArraySegment<byte>> start)
    {
        for (var i = 0; i < start.Count; i++)
        {
            var block = start[i];
            start[i] = default;
            yield return block;
        }
        var buffer = new byte[LineCutter.BlockBytes];
        int count;
        while ((count = _stream.Read(buffer)) > 0)
        {
            yield return new ArraySegment<byte>(buffer, 0, count);
        }
    }
}
