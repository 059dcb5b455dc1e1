namespace Strata.Linux.Files;

/// <summary>A stream that is read once, from start to end.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("the length is not known before the end");

    public override long Position
    {
        get => throw new NotSupportedException("a stream that is read once has no position");
        set => throw new NotSupportedException("a stream that is read once has no position");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a stream that is read once has no position");

    public override void SetLength(long value) => throw new NotSupportedException("only reads");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("only reads");
}
