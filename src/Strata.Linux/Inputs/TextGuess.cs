using System.Buffers;

namespace Strata.Linux.Inputs;

/// <summary>Tells text from anything else by its first bytes.</summary>
internal static class TextGuess
{
    private const int FewOddBytes = 8;

    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n\f\v\0"u8);

    /// <summary>True when there is nothing to read.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> head) => head.IndexOfAnyExcept(Blank) < 0;

    /// <summary>True when this is not text: zeros in more than one byte of a hundred, or control bytes in more than three.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> head)
    {
        var zeros = head.Count((byte)0);
        var controls = 0;
        foreach (var value in head)
        {
            // Tab, line ends, backspace and escape occur in captured terminals.
            if (value < 0x20 && value is not (0 or 7 or 8 or 9 or 10 or 11 or 12 or 13 or 27))
            {
                controls++;
            }
        }
        return (zeros > FewOddBytes && zeros * 100L > head.Length) || (controls > FewOddBytes && controls * 100L > head.Length * 3L);
    }
}
