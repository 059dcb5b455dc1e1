using System.Globalization;
using System.Text;

namespace Strata.Linux.Initrd;

/// <summary>One file of a cpio archive in the form that the kernel unpacks (source: Linux Documentation/driver-api/early-userspace/buffer-format.rst).</summary>
/// <param name="Name">Path without the leading slash.</param>
/// <param name="Mode">Type and permissions.</param>
/// <param name="Size">Length of its content, which follows in the archive.</param>
internal readonly record struct CpioEntry(string Name, uint Mode, uint Size)
{
    public const string Trailer = "TRAILER!!!";

    private const int HeadBytes = 110;
    private const uint MostNameBytes = 4096;
    private const uint TypeMask = 0xf000;

    public bool IsFile => (Mode & TypeMask) == 0x8000;

    public bool IsLink => (Mode & TypeMask) == 0xa000;

    /// <summary>Bytes of the content with what fills it up to a multiple of four.</summary>
    public long PaddedSize => ((long)Size + 3) & ~3L;

    /// <summary>True when an archive starts here.</summary>
    public static bool IsNext(ArchiveInput input) => input.Peek(6) is var magic && (magic.SequenceEqual("070701"u8) || magic.SequenceEqual("070702"u8));

    /// <summary>Takes the head of the next file.</summary>
    /// <exception cref="InvalidDataException">This is no head, or the archive is cut.</exception>
    public static CpioEntry Take(ArchiveInput input)
    {
        var head = input.Peek(HeadBytes);
        if (head.Length < HeadBytes || !IsNext(input))
        {
            throw new InvalidDataException(head.Length < HeadBytes ? "the archive is cut" : "the archive is damaged");
        }
        var (mode, size, nameSize) = (Field(head, 1), Field(head, 6), Field(head, 11));
        if (nameSize is 0 or > MostNameBytes)
        {
            throw new InvalidDataException("the archive is damaged");
        }
        var whole = (HeadBytes + (int)nameSize + 3) & ~3;
        var text = input.Peek(whole);
        if (text.Length < HeadBytes + nameSize)
        {
            throw new InvalidDataException("the archive is cut");
        }
        var name = Encoding.UTF8.GetString(text.Slice(HeadBytes, (int)nameSize - 1));
        name = (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name).TrimStart('/');
        input.Skip(whole);
        return new CpioEntry(name, mode, size);
    }

    // Thirteen numbers of eight hexadecimal digits follow the six characters of the magic.
    private static uint Field(ReadOnlySpan<byte> head, int index) =>
        uint.TryParse(head.Slice(6 + (8 * index), 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException("the archive is damaged");
}
