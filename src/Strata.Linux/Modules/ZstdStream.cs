using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux.Modules;

/// <summary>Unpacks zstd with the system's libzstd (source: zstd.h).</summary>
internal sealed unsafe partial class ZstdStream : ForwardStream
{
    public const string Library = "libzstd.so.1";

    private const int InputBytes = 128 * 1024;

    private readonly Stream _packed;
    private readonly byte* _input;
    private readonly void* _coder;
    private Piece _pending;
    private nuint _last = 1;
    private bool _inputEnded;
    private bool _isFreed;

    public ZstdStream(Stream packed)
    {
        _packed = packed;
        _coder = Create();
        if (_coder is null)
        {
            throw new InvalidDataException("libzstd has no memory");
        }
        _input = (byte*)NativeMemory.Alloc(InputBytes);
        _pending.Start = _input;
    }

    public override int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var output = new Piece { Start = start, Size = (nuint)buffer.Length };
            while (output.Position == 0 && !buffer.IsEmpty)
            {
                var hasInput = Fill();
                if (!hasInput && _last == 0)
                {
                    return 0;
                }
                var input = _pending;
                _last = Decompress(_coder, &output, &input);
                _pending = input;
                if (IsError(_last) != 0)
                {
                    throw new InvalidDataException("the zstd data is damaged");
                }
                if (!hasInput && output.Position == 0)
                {
                    throw new InvalidDataException("the file is cut");
                }
            }
            return (int)output.Position;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isFreed)
        {
            _isFreed = true;
            Free(_coder);
            NativeMemory.Free(_input);
        }
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        if (_pending.Position == _pending.Size && !_inputEnded)
        {
            var count = _packed.Read(new Span<byte>(_input, InputBytes));
            _inputEnded = count == 0;
            _pending.Size = (nuint)count;
            _pending.Position = 0;
        }
        return _pending.Position < _pending.Size;
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createDStream")]
    private static partial void* Create();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint Free(void* coder);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint Decompress(void* coder, Piece* output, Piece* input);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [StructLayout(LayoutKind.Sequential)]
    private struct Piece
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}
