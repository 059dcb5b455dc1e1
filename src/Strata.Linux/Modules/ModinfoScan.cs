using System.Collections.Immutable;
using System.Text;

namespace Strata.Linux.Modules;

/// <summary>
/// Finds the <c>.modinfo</c> texts in a module that can only be read from start to end. Every module has <c>vermagic=</c> there;
/// the texts around it belong to it as long as they carry a key that modules have. Memory stays constant.
/// </summary>
internal static class ModinfoScan
{
    private const int BlockBytes = 256 * 1024;
    private const long MostBytes = 256L * 1024 * 1024;

    private static readonly ImmutableHashSet<string> Keys = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "license", "version", "vermagic", "srcversion", "description", "author", "alias", "depends", "name", "retpoline", "intree", "parm",
        "parmtype", "firmware", "softdep", "weakdep", "import_ns", "rhelversion", "supported", "staging", "scmversion", "file", "suserelease",
        "sig_id", "livepatch", "info", "built_by");

    /// <summary>Reads a module; null when this is none.</summary>
    public static ModuleText? Read(Stream module)
    {
        var window = new byte[3 * BlockBytes];
        var filled = 0;
        long total = 0;
        ImmutableArray<KeyValuePair<string, string>>? fields = null;
        while (true)
        {
            var count = module.ReadAtLeast(window.AsSpan(filled), window.Length - filled, throwOnEndOfStream: false);
            if (total == 0 && !window.AsSpan(0, filled + count).StartsWith("\x7f"u8))
            {
                return null;
            }
            var isEnd = count < window.Length - filled;
            filled += count;
            total += count;
            fields ??= Find(window.AsSpan(0, filled), isEnd);
            if (isEnd)
            {
                return fields is { } found ? new ModuleText(found, ModuleSignature.Parse(window.AsSpan(0, filled))) : null;
            }
            if (total > MostBytes)
            {
                throw new InvalidDataException("larger than 256 MiB");
            }
            // Two blocks stay, so that what lies around a find and a whole signature are always in the window.
            window.AsSpan(BlockBytes).CopyTo(window);
            filled -= BlockBytes;
        }
    }

    // A find in the last block is left for the next round, when what follows it is in the window too.
    private static ImmutableArray<KeyValuePair<string, string>>? Find(ReadOnlySpan<byte> window, bool isEnd)
    {
        var at = window.IndexOf("\0vermagic="u8);
        if (at < 0 || (!isEnd && at > 2 * BlockBytes))
        {
            return null;
        }
        var end = at + 1;
        while (End(window, end) is { } next)
        {
            end = next;
        }
        var start = at + 1;
        while (Start(window, start) is { } previous)
        {
            start = previous;
        }
        return ModuleText.Split(window[start..end]);
    }

    private static int? End(ReadOnlySpan<byte> window, int from)
    {
        while (from < window.Length && window[from] == 0)
        {
            from++;
        }
        var length = window[from..].IndexOf((byte)0);
        return length > 0 && IsField(window.Slice(from, length)) ? from + length : null;
    }

    private static int? Start(ReadOnlySpan<byte> window, int before)
    {
        var end = before;
        while (end > 0 && window[end - 1] == 0)
        {
            end--;
        }
        var start = window[..end].LastIndexOf((byte)0) + 1;
        if (start >= end)
        {
            return null;
        }
        // The first text of the section may follow bytes of another one that end without NUL.
        return IsField(window[start..end]) ? start : null;
    }

    private static bool IsField(ReadOnlySpan<byte> text)
    {
        var equals = text.IndexOf((byte)'=');
        return equals is > 0 and < 32 && Keys.Contains(Encoding.Latin1.GetString(text[..equals]));
    }
}
