using Strata.Linux.Files;

namespace Strata.Linux.Initrd;

/// <summary>Bytes from start to end, with a look ahead and a limit on how many are read; what can be skipped by seeking is not read.</summary>
internal sealed class ArchiveInput(Stream stream, long most)
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private long _read;

    /// <summary>Number of bytes passed.</summary>
    public long Position { get; private set; }

    /// <summary>The next bytes, fewer than <paramref name="count"/> at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && Fill())
        {
        }
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Takes up to <paramref name="buffer"/>.Length bytes; 0 at the end.</summary>
    public int Take(Span<byte> buffer)
    {
        if (_start == _end && !Fill())
        {
            return 0;
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        Pass(count);
        return count;
    }

    /// <summary>Passes bytes without looking at them.</summary>
    public void Skip(long count)
    {
        var held = (int)Math.Min(count, _end - _start);
        Pass(held);
        var left = count - held;
        if (left > 0 && stream.CanSeek)
        {
            stream.Seek(left, SeekOrigin.Current);
            Position += left;
            return;
        }
        while (left > 0 && Fill())
        {
            held = (int)Math.Min(left, _end - _start);
            Pass(held);
            left -= held;
        }
    }

    /// <summary>Passes the zeros that fill the space between archives.</summary>
    public void SkipZeros()
    {
        while (_start < _end || Fill())
        {
            var zeros = _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept((byte)0);
            Pass(zeros < 0 ? _end - _start : zeros);
            if (zeros >= 0)
            {
                return;
            }
        }
    }

    /// <summary>The next <paramref name="length"/> bytes as a stream of their own, to be read before anything else is taken.</summary>
    public Stream Slice(long length) => new Part(this, length);

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            return false;
        }
        var count = stream.Read(_buffer.AsSpan(_end));
        _end += count;
        _read += count;
        return _read > most ? throw new InvalidDataException($"unpacks to more than {Strings.Size(most)}") : count > 0;
    }

    private void Pass(int count)
    {
        _start += count;
        Position += count;
    }

    private sealed class Part(ArchiveInput input, long left) : ForwardStream
    {
        private long _left = left;

        public override int Read(Span<byte> buffer)
        {
            var count = _left == 0 ? 0 : input.Take(buffer[..(int)Math.Min(buffer.Length, _left)]);
            _left -= count;
            return count;
        }
    }
}
