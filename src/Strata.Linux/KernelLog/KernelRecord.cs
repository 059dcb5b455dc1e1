using System.Globalization;
using System.Text;

namespace Strata.Linux.KernelLog;

/// <summary>One record of /dev/kmsg (source: Documentation/ABI/testing/dev-kmsg).</summary>
/// <param name="Facility">Who wrote it: 0 is the kernel, anything else came from user space through /dev/kmsg.</param>
/// <param name="Sequence">Number of the record since boot.</param>
/// <param name="Microseconds">Time since boot.</param>
/// <param name="Text">The message; may hold several lines.</param>
internal readonly record struct KernelRecord(int Facility, long Sequence, long Microseconds, string Text)
{
    /// <summary>True when the kernel itself wrote it; any program may write the others.</summary>
    public bool IsKernel => Facility == 0;

    /// <summary>Parses a record; null when it is not one.</summary>
    public static KernelRecord? Parse(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        if (semicolon < 0)
        {
            return null;
        }
        var fields = line[..semicolon].Split(',');
        return fields.Length >= 3
            && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            ? new KernelRecord(priority >> 3, sequence, time, Unescape(line[(semicolon + 1)..]))
            : null;
    }

    /// <summary>The lines as dmesg prints them.</summary>
    public IEnumerable<string> Lines()
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"[{Microseconds / 1_000_000,5}.{Microseconds % 1_000_000:D6}] ");
        return Continuation.Attribute([.. Text.Split('\n').Select(line => prefix + line)]);
    }

    // Bytes below space, above ~ and the backslash itself come as \xNN.
    private static string Unescape(string text)
    {
        if (!text.Contains("\\x", StringComparison.Ordinal))
        {
            return text;
        }
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x'
                && byte.TryParse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value == 0 ? (byte)' ' : value);
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }
        return Encoding.UTF8.GetString([.. bytes]).Replace("\r", "", StringComparison.Ordinal);
    }
}
