using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux.Modules;

/// <summary>Unpacks xz with the system's liblzma (source: lzma/base.h, lzma/container.h).</summary>
internal sealed unsafe partial class XzStream : ForwardStream
{
    public const string Library = "liblzma.so.5";

    private const int InputBytes = 64 * 1024;
    private const int ReservedBytes = 256;
    private const ulong MostMemory = 128 * 1024 * 1024;
    private const int Run = 0;
    private const int Finish = 3;
    private const int Ok = 0;
    private const int StreamEnd = 1;

    private readonly Stream _packed;
    private readonly byte* _input;
    private readonly Coder* _coder;
    private bool _isEnd;
    private bool _inputEnded;
    private bool _isFreed;

    public XzStream(Stream packed)
    {
        _packed = packed;
        _input = (byte*)NativeMemory.Alloc(InputBytes);
        _coder = (Coder*)NativeMemory.AllocZeroed(ReservedBytes);
        try
        {
            var result = StreamDecoder(_coder, MostMemory, 0);
            if (result != Ok)
            {
                throw new InvalidDataException($"liblzma answers {result}");
            }
        }
        catch
        {
            Free(ended: true);
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_isEnd || buffer.IsEmpty)
        {
            return 0;
        }
        fixed (byte* output = buffer)
        {
            _coder->NextOutput = output;
            _coder->RoomOutput = (nuint)buffer.Length;
            while (_coder->RoomOutput == (nuint)buffer.Length && !_isEnd)
            {
                Fill();
                var result = Code(_coder, _inputEnded ? Finish : Run);
                _isEnd = result == StreamEnd;
                if (result is not (Ok or StreamEnd))
                {
                    throw new InvalidDataException(_inputEnded ? "the file is cut" : $"the xz data is damaged ({result})");
                }
            }
            return buffer.Length - (int)_coder->RoomOutput;
        }
    }

    protected override void Dispose(bool disposing)
    {
        Free(ended: false);
        base.Dispose(disposing);
    }

    private void Fill()
    {
        if (_coder->LeftInput == 0 && !_inputEnded)
        {
            var count = _packed.Read(new Span<byte>(_input, InputBytes));
            _inputEnded = count == 0;
            _coder->NextInput = _input;
            _coder->LeftInput = (nuint)count;
        }
    }

    private void Free(bool ended)
    {
        if (_isFreed)
        {
            return;
        }
        _isFreed = true;
        if (!ended)
        {
            End(_coder);
        }
        NativeMemory.Free(_coder);
        NativeMemory.Free(_input);
    }

    [LibraryImport(Library, EntryPoint = "lzma_stream_decoder")]
    private static partial int StreamDecoder(Coder* coder, ulong mostMemory, uint flags);

    [LibraryImport(Library, EntryPoint = "lzma_code")]
    private static partial int Code(Coder* coder, int action);

    [LibraryImport(Library, EntryPoint = "lzma_end")]
    private static partial void End(Coder* coder);

    [StructLayout(LayoutKind.Sequential)]
    private struct Coder
    {
        public byte* NextInput;
        public nuint LeftInput;
        public ulong TotalInput;
        public byte* NextOutput;
        public nuint RoomOutput;
        public ulong TotalOutput;
    }
}
