using System.Runtime.InteropServices;

namespace Strata.Linux.Files;

/// <summary>Reads an open regular file of a tree; can seek, cannot write.</summary>
internal sealed class FileStreamOfTree : Stream
{
    private readonly Descriptor _file;

    public FileStreamOfTree(Descriptor file)
    {
        _file = file;
        Length = Libc.Status(file.Number, out var status) ? (long)status.Size : 0;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => Seek(0, SeekOrigin.Current);
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = buffer.IsEmpty ? 0 : Libc.ReadInto(_file.Number, buffer);
        return count >= 0 ? count : throw new IOException(SystemError.Text(Marshal.GetLastPInvokeError()));
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = Libc.Seek(_file.Number, offset, (int)origin);
        return position >= 0 ? position : throw new IOException(SystemError.Text(Marshal.GetLastPInvokeError()));
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("files are only read");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("files are only read");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }
        base.Dispose(disposing);
    }
}
