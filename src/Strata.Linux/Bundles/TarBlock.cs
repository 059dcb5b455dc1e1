using System.Text;

namespace Strata.Linux.Bundles;

/// <summary>The header of one regular file in a tar archive, in the plain ustar form; nothing else is written or read (source: POSIX pax, ustar).</summary>
/// <param name="Name">Path inside the archive.</param>
/// <param name="Size">Number of bytes that follow.</param>
internal sealed record TarBlock(string Name, long Size)
{
    public const int Length = 512;

    private const int LongestName = 100;
    private const int DeepestPath = 8;
    private const int SumOffset = 148;

    /// <summary>Writes the header.</summary>
    public byte[] Write(long unixSeconds)
    {
        var block = new byte[Length];
        Encoding.ASCII.GetBytes(Name, block);
        Octal(block, 100, 8, 0x1a4);
        Octal(block, 108, 8, 0);
        Octal(block, 116, 8, 0);
        Octal(block, 124, 12, Size);
        Octal(block, 136, 12, unixSeconds);
        block[156] = (byte)'0';
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        "00"u8.CopyTo(block.AsSpan(263));
        Octal(block, SumOffset, 7, Sum(block));
        block[SumOffset + 7] = (byte)' ';
        return block;
    }

    /// <summary>Reads a header; null for the empty block that ends an archive.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or names anything but a regular file inside the archive.</exception>
    public static TarBlock? Parse(ReadOnlySpan<byte> block)
    {
        if (block.IndexOfAnyExcept((byte)0) < 0)
        {
            return null;
        }
        if (Number(block.Slice(SumOffset, 8)) != Sum(block) || !block[257..].StartsWith("ustar"u8))
        {
            throw new InvalidDataException("damaged");
        }
        if (block[156] is not ((byte)'0' or 0))
        {
            throw new InvalidDataException("holds something that is not a regular file");
        }
        var name = Text(block[..LongestName]);
        if (block[345] != 0 || !IsInside(name))
        {
            throw new InvalidDataException("holds a file with a name that is not allowed");
        }
        return new TarBlock(name, Number(block.Slice(124, 12)));
    }

    private static bool IsInside(string name)
    {
        var parts = name.Split('/');
        return name.Length is > 0 and < LongestName
            && parts.Length <= DeepestPath
            && parts.All(part => part is not ("" or "." or ".."))
            && name.All(letter => letter is > ' ' and < '\x7f' and not '\\');
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }

    private static long Number(ReadOnlySpan<byte> field)
    {
        var text = Text(field).Trim();
        long value = 0;
        foreach (var digit in text)
        {
            if (digit is < '0' or > '7' || value > long.MaxValue / 16)
            {
                throw new InvalidDataException("damaged");
            }
            value = (value * 8) + (digit - '0');
        }
        return value;
    }

    private static void Octal(byte[] block, int at, int width, long value)
    {
        var text = Convert.ToString(value, 8).PadLeft(width - 1, '0');
        Encoding.ASCII.GetBytes(text.AsSpan(0, width - 1), block.AsSpan(at, width - 1));
    }

    // The sum is taken with its own field blank.
    private static long Sum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' ';
        for (var i = 0; i < Length; i++)
        {
            sum += i is >= SumOffset and < SumOffset + 8 ? 0 : block[i];
        }
        return sum;
    }
}
