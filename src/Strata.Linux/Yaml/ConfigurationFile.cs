using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Yaml;

/// <summary>Reads the bytes of a small file that somebody named in a configuration.</summary>
public static class ConfigurationFile
{
    private const int MostBytes = 256 * 1024;

    /// <summary>Reads all bytes.</summary>
    /// <exception cref="InputException">It is not there, not readable, no regular file, or too large.</exception>
    public static ReadOnlyMemory<byte> Bytes(FileTree tree, string file) => tree.ReadBytes(Path.GetFullPath(file), MostBytes + 1) switch
    {
        Reading<ReadOnlyMemory<byte>>.Known { Value.Length: > MostBytes } => throw new InputException($"{file}: larger than {MostBytes / 1024} KiB"),
        Reading<ReadOnlyMemory<byte>>.Known known => known.Value,
        Reading<ReadOnlyMemory<byte>>.Unreadable unreadable => throw new InputException($"{file}: {unreadable.Why}"),
        _ => throw new InputException($"{file}: no such file"),
    };
}
