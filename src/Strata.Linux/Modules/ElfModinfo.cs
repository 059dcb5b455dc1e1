using System.Buffers.Binary;

namespace Strata.Linux.Modules;

/// <summary>Finds <c>.modinfo</c> in an ELF file by seeking, so that a large module is not read (source: elf(5)).</summary>
internal static class ElfModinfo
{
    private const int MostNameBytes = 4 * 1024 * 1024;
    private const int MostInfoBytes = 1024 * 1024;

    /// <summary>Reads the section and the signature; null when this is not a module.</summary>
    public static ModuleText? Read(Stream file)
    {
        Span<byte> head = stackalloc byte[64];
        if (!ReadAt(file, 0, head) || !head.StartsWith("\x7f"u8) || !head[1..4].SequenceEqual("ELF"u8))
        {
            return null;
        }
        var shape = new ElfShape(Is64: head[4] == 2, IsBig: head[5] == 2);
        var table = shape.Address(head, shape.Is64 ? 0x28 : 0x20);
        var size = shape.Half(head, shape.Is64 ? 0x3a : 0x2e);
        var count = shape.Half(head, shape.Is64 ? 0x3c : 0x30);
        var names = shape.Half(head, shape.Is64 ? 0x3e : 0x32);
        if (size != (shape.Is64 ? 64 : 40) || count == 0 || names >= count)
        {
            return null;
        }
        var headers = new byte[size * count];
        return ReadAt(file, table, headers) && Section(file, shape.Entry(headers.AsSpan(names * size)), MostNameBytes) is { } texts
            ? Find(file, shape, headers, size, texts)
            : null;
    }

    private static ModuleText? Find(Stream file, ElfShape shape, byte[] headers, int size, byte[] names)
    {
        for (var at = 0; at < headers.Length; at += size)
        {
            var entry = shape.Entry(headers.AsSpan(at));
            if (entry.Name < (uint)names.Length
                && names.AsSpan((int)entry.Name).StartsWith(".modinfo\0"u8)
                && Section(file, entry, MostInfoBytes) is { } section)
            {
                return new ModuleText(ModuleText.Split(section), Signature(file));
            }
        }
        return null;
    }

    private static ModuleSignature? Signature(Stream file)
    {
        var tail = new byte[Math.Min(file.Length, ModuleSignature.MostBytes)];
        return ReadAt(file, (ulong)(file.Length - tail.Length), tail) ? ModuleSignature.Parse(tail) : null;
    }

    private static byte[]? Section(Stream file, ElfEntry entry, int most)
    {
        if (entry.Size > (ulong)most)
        {
            return null;
        }
        var content = new byte[entry.Size];
        return ReadAt(file, entry.Offset, content) ? content : null;
    }

    private static bool ReadAt(Stream file, ulong offset, Span<byte> buffer)
    {
        if (offset > long.MaxValue || (long)offset > file.Length - buffer.Length)
        {
            return false;
        }
        file.Seek((long)offset, SeekOrigin.Begin);
        return file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
    }

    private readonly record struct ElfEntry(uint Name, ulong Offset, ulong Size);

    private readonly record struct ElfShape(bool Is64, bool IsBig)
    {
        public ushort Half(ReadOnlySpan<byte> bytes, int at) =>
            IsBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

        public uint Word(ReadOnlySpan<byte> bytes, int at) =>
            IsBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

        public ulong Address(ReadOnlySpan<byte> bytes, int at)
        {
            if (!Is64)
            {
                return Word(bytes, at);
            }
            return IsBig ? BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
        }

        public ElfEntry Entry(ReadOnlySpan<byte> header) => new(
            Word(header, 0), Address(header, Is64 ? 0x18 : 0x10), Address(header, Is64 ? 0x20 : 0x14));
    }
}
