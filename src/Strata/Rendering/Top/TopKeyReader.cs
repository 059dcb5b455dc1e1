namespace Strata.Rendering.Top;

/// <summary>Reads keys from the bytes that a terminal sends (source: terminfo of xterm, screen, tmux and linux).</summary>
public static class TopKeyReader
{
    private const byte EscapeByte = 0x1b;

    /// <summary>Takes one key off the bytes; null for a sequence that means none.</summary>
    /// <param name="bytes">At least one byte; what is left afterwards.</param>
    public static TopKey? Next(ref ReadOnlySpan<byte> bytes)
    {
        var first = bytes[0];
        bytes = bytes[1..];
        if (first != EscapeByte)
        {
            return Plain(first);
        }
        if (bytes is [(byte)'[' or (byte)'O', _, ..])
        {
            return Sequence(ref bytes);
        }
        if (bytes is [> 0x20 and < 0x7f, ..])
        {
            var held = bytes[0];
            bytes = bytes[1..];
            return Held((char)held);
        }
        return new TopKey(TopKeyKind.Escape);
    }

    /// <summary>True when the bytes stop in the middle of a sequence; the escape key alone looks the same for a moment.</summary>
    public static bool IsOpen(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.LastIndexOf(EscapeByte);
        return start >= 0 && bytes[start..] is [_] or [_, (byte)'[' or (byte)'O']
            || (start >= 0 && bytes[start..] is [_, (byte)'[', .. var rest] && rest.IndexOfAnyExceptInRange((byte)0x20, (byte)0x3f) < 0);
    }

    private static TopKey? Plain(byte one) => one switch
    {
        (byte)'\t' => new TopKey(TopKeyKind.Down),
        (byte)'\r' or (byte)'\n' => new TopKey(TopKeyKind.Enter),
        0x01 => new TopKey(TopKeyKind.LineStart),
        0x05 => new TopKey(TopKeyKind.LineEnd),
        0x12 or 0x0c => new TopKey(TopKeyKind.Refresh),
        >= 0x20 and < 0x7f => new TopKey(TopKeyKind.Letter, (char)one),
        _ => null,
    };

    // What nvitop moves with while Alt is held.
    private static TopKey? Held(char letter) => letter switch
    {
        'k' => new TopKey(TopKeyKind.Up),
        'j' => new TopKey(TopKeyKind.Down),
        'h' => new TopKey(TopKeyKind.Left),
        'l' => new TopKey(TopKeyKind.Right),
        'K' => new TopKey(TopKeyKind.PageUp),
        'J' => new TopKey(TopKeyKind.PageDown),
        _ => null,
    };

    private static TopKey? Sequence(ref ReadOnlySpan<byte> bytes)
    {
        var end = 1;
        while (end < bytes.Length - 1 && bytes[end] is >= 0x20 and <= 0x3f)
        {
            end++;
        }
        var number = bytes[1..end];
        var last = bytes[end];
        bytes = bytes[(end + 1)..];
        return last switch
        {
            (byte)'A' => new TopKey(TopKeyKind.Up),
            (byte)'B' => new TopKey(TopKeyKind.Down),
            (byte)'C' => new TopKey(TopKeyKind.Right),
            (byte)'D' => new TopKey(TopKeyKind.Left),
            (byte)'H' => new TopKey(TopKeyKind.Home),
            (byte)'F' => new TopKey(TopKeyKind.End),
            (byte)'Z' => new TopKey(TopKeyKind.Up),
            (byte)'~' => Numbered(number),
            _ => null,
        };
    }

    private static TopKey? Numbered(ReadOnlySpan<byte> number) => number switch
    {
        [(byte)'1'] or [(byte)'7'] => new TopKey(TopKeyKind.Home),
        [(byte)'4'] or [(byte)'8'] => new TopKey(TopKeyKind.End),
        [(byte)'5'] => new TopKey(TopKeyKind.PageUp),
        [(byte)'6'] => new TopKey(TopKeyKind.PageDown),
        [(byte)'1', (byte)'5'] => new TopKey(TopKeyKind.Refresh),
        _ => null,
    };
}
