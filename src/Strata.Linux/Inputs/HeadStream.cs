using Strata.Linux.Files;

namespace Strata.Linux.Inputs;

/// <summary>A stream whose start has been looked at and is given again.</summary>
internal sealed class HeadStream : ForwardStream
{
    private readonly Stream _rest;
    private readonly byte[] _head;
    private readonly int _length;
    private int _given;

    public HeadStream(Stream stream, int most)
    {
        _rest = stream;
        _head = new byte[most];
        _length = stream.ReadAtLeast(_head, most, throwOnEndOfStream: false);
    }

    /// <summary>The start of the stream.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _length);

    /// <summary>True when <see cref="Head"/> is all there is.</summary>
    public bool IsWhole => _length < _head.Length;

    public override int Read(Span<byte> buffer)
    {
        if (_given == _length)
        {
            return _rest.Read(buffer);
        }
        var count = Math.Min(buffer.Length, _length - _given);
        _head.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rest.Dispose();
        }
        base.Dispose(disposing);
    }
}
