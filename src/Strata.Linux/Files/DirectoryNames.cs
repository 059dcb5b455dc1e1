using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Strata.Machine;

namespace Strata.Linux.Files;

/// <summary>Reads the names of an open directory (source: getdents64(2)).</summary>
internal static class DirectoryNames
{
    private const int LengthOffset = 16;
    private const int NameOffset = 19;

    public static Reading<ImmutableArray<string>> Read(int descriptor, int most, Source source)
    {
        var names = new List<string>();
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var count = Libc.DirectoryEntries(descriptor, buffer);
            if (count < 0)
            {
                return Reading.Unreadable<ImmutableArray<string>>(SystemError.Text(Marshal.GetLastPInvokeError()), source);
            }
            if (count == 0)
            {
                break;
            }
            Add(buffer.AsSpan(0, count), names);
            if (names.Count > most)
            {
                return Reading.Unreadable<ImmutableArray<string>>($"holds more than {most} names", source);
            }
        }
        names.Sort(StringComparer.Ordinal);
        return Reading.Known(names.ToImmutableArray(), source);
    }

    private static void Add(ReadOnlySpan<byte> entries, List<string> names)
    {
        while (entries.Length > NameOffset)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthOffset..]);
            if (length <= NameOffset || length > entries.Length)
            {
                return;
            }
            var name = entries[NameOffset..length];
            var end = name.IndexOf((byte)0);
            var text = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
            if (text is not ("." or ".."))
            {
                names.Add(text);
            }
            entries = entries[length..];
        }
    }
}
