using System.Buffers.Binary;
using Strata.Linux.Files;

namespace Strata.Linux.Initrd;

/// <summary>Unpacks lz4 in its legacy frame, the one form of it that the kernel unpacks (source: lz4_Frame_format.md and lz4_Block_format.md of LZ4).</summary>
internal sealed class Lz4Stream(Stream packed) : ForwardStream
{
    public const uint Magic = 0x184C2102;

    private const int BlockBytes = 8 * 1024 * 1024;
    private const int MostPackedBytes = BlockBytes + (BlockBytes / 255) + 16;

    private readonly byte[] _block = new byte[BlockBytes];
    private byte[] _packed = [];
    private int _start;
    private int _end;

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end && !Next())
        {
            return 0;
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _block.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    // A frame may follow another one; what is no length of a block ends the data.
    private bool Next()
    {
        Span<byte> head = stackalloc byte[4];
        uint size;
        do
        {
            if (packed.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            {
                return false;
            }
            size = BinaryPrimitives.ReadUInt32LittleEndian(head);
        }
        while (size == Magic);
        if (size is 0 or > MostPackedBytes)
        {
            return false;
        }
        if (_packed.Length < size)
        {
            _packed = new byte[size];
        }
        var block = _packed.AsSpan(0, (int)size);
        if (packed.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) < block.Length)
        {
            throw new InvalidDataException("the file is cut");
        }
        _start = 0;
        _end = Unpack(block, _block);
        return _end > 0;
    }

    /// <summary>Unpacks one block; answers how many bytes it gave.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public static int Unpack(ReadOnlySpan<byte> block, Span<byte> output)
    {
        var at = 0;
        var made = 0;
        while (at < block.Length)
        {
            var token = block[at++];
            var literals = Count(block, ref at, token >> 4);
            if (literals > block.Length - at || literals > output.Length - made)
            {
                throw Damaged();
            }
            block.Slice(at, literals).CopyTo(output[made..]);
            at += literals;
            made += literals;
            if (at == block.Length)
            {
                return made;
            }
            if (block.Length - at < 2)
            {
                throw Damaged();
            }
            var distance = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            var match = Count(block, ref at, token & 15) + 4;
            if (distance == 0 || distance > made || match > output.Length - made)
            {
                throw Damaged();
            }
            Repeat(output, made, distance, match);
            made += match;
        }
        return made;
    }

    private static int Count(ReadOnlySpan<byte> block, ref int at, int length)
    {
        if (length < 15)
        {
            return length;
        }
        byte more;
        do
        {
            if (at == block.Length || length > BlockBytes)
            {
                throw Damaged();
            }
            more = block[at++];
            length += more;
        }
        while (more == 255);
        return length;
    }

    // A match may run into what it writes: then it repeats.
    private static void Repeat(Span<byte> output, int made, int distance, int count)
    {
        while (count > 0)
        {
            var piece = Math.Min(distance, count);
            output.Slice(made - distance, piece).CopyTo(output[made..]);
            made += piece;
            count -= piece;
        }
    }

    private static InvalidDataException Damaged() => new("the lz4 data is damaged");
}
