using System.Text;
using Strata.Machine;

namespace Strata.Linux.Inputs;

/// <summary>Cuts blocks of bytes into numbered lines; keeps what is left of a line until its end comes.</summary>
internal sealed class LineCutter(WordSearch? search = null, int linesAfterHit = 0)
{
    public const int BlockBytes = 256 * 1024;

    private const int LongestLine = 16 * 1024;

    private readonly byte[] _line = new byte[LongestLine];
    private int _held;
    private bool _isOpen;
    private int _number = 1;
    private int _after;

    /// <summary>All lines that end in this block.</summary>
    public IEnumerable<LogLine> All(ArraySegment<byte> block)
    {
        for (var at = 0; at < block.Count;)
        {
            var length = block.AsSpan(at).IndexOf((byte)'\n');
            if (length < 0)
            {
                Hold(block.AsSpan(at));
                yield break;
            }
            var piece = block.AsSpan(at, length);
            at += length + 1;
            if (_isOpen)
            {
                Hold(piece);
                yield return new LogLine(_number++, Close());
            }
            else
            {
                yield return new LogLine(_number++, Decode(piece));
            }
        }
    }

    /// <summary>The last line, when it has no end.</summary>
    public IEnumerable<LogLine> Rest() => _isOpen ? [new LogLine(_number++, Close())] : [];

    /// <summary>Adds the lines of this block that hold a word, and those after them.</summary>
    public void Matching(ArraySegment<byte> block, List<LogLine> found)
    {
        ReadOnlySpan<byte> text = block;
        if (_isOpen)
        {
            var end = text.IndexOf((byte)'\n');
            Hold(end < 0 ? text : text[..end]);
            if (end < 0)
            {
                return;
            }
            text = text[(end + 1)..];
            MatchHeld(found);
        }
        var last = text.LastIndexOf((byte)'\n');
        if (last + 1 < text.Length)
        {
            Hold(text[(last + 1)..]);
        }
        MatchLines(text[..(last + 1)], found);
    }

    /// <summary>Adds the last line, when it has no end and matters.</summary>
    public void MatchingRest(List<LogLine> found)
    {
        if (_isOpen)
        {
            MatchHeld(found);
        }
    }

    private void MatchLines(ReadOnlySpan<byte> text, List<LogLine> found)
    {
        search!.Load(text);
        var at = 0;
        while (at < text.Length)
        {
            var hit = search.Next(at);
            var next = hit < 0 ? text.Length : text[..hit].LastIndexOf((byte)'\n') + 1;
            while (_after > 0 && at < next)
            {
                _after--;
                at = Take(text, at, found);
            }
            if (at < next)
            {
                _number += text[at..next].Count((byte)'\n');
                at = next;
            }
            if (hit >= 0)
            {
                at = Take(text, at, found);
                _after = linesAfterHit;
            }
        }
    }

    private int Take(ReadOnlySpan<byte> text, int at, List<LogLine> found)
    {
        var length = text[at..].IndexOf((byte)'\n');
        found.Add(new LogLine(_number++, Decode(text.Slice(at, length))));
        return at + length + 1;
    }

    private void MatchHeld(List<LogLine> found)
    {
        search!.Load(_line.AsSpan(0, _held));
        var isHit = search.Next(0) >= 0;
        if (isHit || _after > 0)
        {
            _after = isHit ? linesAfterHit : _after - 1;
            found.Add(new LogLine(_number, Close()));
        }
        _number++;
        _held = 0;
        _isOpen = false;
    }

    private void Hold(ReadOnlySpan<byte> piece)
    {
        _isOpen = true;
        var count = Math.Min(piece.Length, LongestLine - _held);
        piece[..count].CopyTo(_line.AsSpan(_held));
        _held += count;
    }

    private string Close()
    {
        var text = Decode(_line.AsSpan(0, _held));
        _held = 0;
        _isOpen = false;
        return text;
    }

    private static string Decode(ReadOnlySpan<byte> line)
    {
        if (line.Length > LongestLine)
        {
            line = line[..LongestLine];
        }
        var text = Encoding.UTF8.GetString(line.TrimEnd((byte)'\r'));
        if (text.AsSpan().IndexOfAny('\0', '\r', '\ufeff') < 0)
        {
            return text;
        }
        return text.Replace('\0', ' ').Replace("\r", "", StringComparison.Ordinal).TrimStart('\ufeff');
    }
}
