using System.Buffers.Binary;
using System.Text;

namespace Strata.Lab;

/// <summary>Writes the smallest ELF file that a module reader accepts: a header, .modinfo and the names of the sections.</summary>
public static class FixtureModule
{
    private const int HeaderSize = 64;

    /// <summary>A module with these entries of .modinfo.</summary>
    public static byte[] Build(params ReadOnlySpan<string> entries)
    {
        var info = Encoding.ASCII.GetBytes(string.Join('\0', entries) + "\0");
        var names = "\0.modinfo\0.shstrtab\0"u8.ToArray();
        var table = HeaderSize + info.Length + names.Length;
        var file = new byte[table + (3 * HeaderSize)];
        "\x7f"u8.CopyTo(file);
        "ELF"u8.CopyTo(file.AsSpan(1));
        (file[4], file[5], file[6]) = (2, 1, 1);
        Half(file, 0x10, 1);
        Half(file, 0x12, 62);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(0x28), table);
        Half(file, 0x34, HeaderSize);
        Half(file, 0x3a, HeaderSize);
        Half(file, 0x3c, 3);
        Half(file, 0x3e, 2);
        info.CopyTo(file, HeaderSize);
        names.CopyTo(file, HeaderSize + info.Length);
        Section(file.AsSpan(table + HeaderSize), 1, 1, HeaderSize, info.Length);
        Section(file.AsSpan(table + (2 * HeaderSize)), 10, 3, HeaderSize + info.Length, names.Length);
        return file;
    }

    private static void Half(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void Section(Span<byte> entry, int name, int type, long offset, long size)
    {
        BinaryPrimitives.WriteInt32LittleEndian(entry, name);
        BinaryPrimitives.WriteInt32LittleEndian(entry[4..], type);
        BinaryPrimitives.WriteInt64LittleEndian(entry[0x18..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(entry[0x20..], size);
    }
}
