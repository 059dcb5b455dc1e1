using System.Text;
using Strata.Machine;

namespace Strata.Linux.Files;

/// <summary>Turns what the machine holds into text that can be shown.</summary>
internal static class Strings
{
    /// <summary>Decodes a file: UTF-8 with replacement, CR dropped, NUL turned into what it separates with.</summary>
    public static string Clean(string path, ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length;
        while (end > 0 && bytes[end - 1] == 0)
        {
            end--;
        }
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
        {
            bytes = bytes[3..];
            end = Math.Max(0, end - 3);
        }
        var text = Encoding.UTF8.GetString(bytes[..end]);
        if (text.Contains('\r', StringComparison.Ordinal))
        {
            text = text.Replace("\r", "", StringComparison.Ordinal);
        }
        return text.Contains('\0', StringComparison.Ordinal)
            ? text.Replace('\0', path.EndsWith("/environ", StringComparison.Ordinal) ? '\n' : ' ')
            : text;
    }

    /// <summary>The kind of a file with its article.</summary>
    public static string Kind(FileKind kind) => kind switch
    {
        FileKind.Directory => "a directory",
        FileKind.CharacterDevice => "a character device",
        FileKind.BlockDevice => "a block device",
        FileKind.Fifo => "a named pipe",
        FileKind.Socket => "a socket",
        FileKind.Link => "a symbolic link",
        FileKind.Regular => "a regular file",
        _ => "a special file",
    };

    /// <summary>A round number of bytes.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1024 * 1024 when bytes % (1024 * 1024) == 0 => $"{bytes / (1024 * 1024)} MiB",
        >= 1024 when bytes % 1024 == 0 => $"{bytes / 1024} KiB",
        _ => $"{bytes} bytes",
    };
}
