using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Strata.Layers.Kernel;
using Strata.Linux.Modules;
using Strata.Machine;

namespace Strata.Linux.Initrd;

/// <summary>
/// Reads an initial RAM disk once from start to end: cpio archives one after the other, the last of them packed. Early archives
/// with microcode are passed by seeking. Memory stays constant but for the settings that are kept.
/// </summary>
internal sealed class InitrdScan
{
    private const long MostBytes = 768L * 1024 * 1024;
    private const int MostEntries = 200_000;
    private const int MostNames = 2000;
    private const int MostTexts = 500;
    private const int MostTextBytes = 64 * 1024;
    private const int MostModules = 8;

    private static readonly string[] ModulePrefixes = ["nvidia", "nouveau", "nova", "vfio"];

    private static readonly (byte[] Magic, string Name, Func<Stream, Stream>? Unpack)[] Packings =
    [
        ([0x1f, 0x8b], "gzip", packed => new GZipStream(packed, CompressionMode.Decompress)),
        ([0x28, 0xb5, 0x2f, 0xfd], "zstd", packed => new ZstdStream(packed)),
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "xz", packed => new XzStream(packed)),
        ([0x02, 0x21, 0x4c, 0x18], "lz4", packed => new Lz4Stream(packed)),
        ([(byte)'B', (byte)'Z', (byte)'h'], "bzip2", null),
        ([0x5d, 0, 0], "lzma", null),
        ([0x89, (byte)'L', (byte)'Z', (byte)'O'], "lzo", null),
    ];

    private readonly List<string> _names = [];
    private readonly Dictionary<string, byte[]> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModuleText> _modules = new(StringComparer.Ordinal);
    private int _entries;
    private int _tried;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is no initial RAM disk, packed in a way that is not known here, damaged, or too large.</exception>
    public static InitrdContents Read(Stream file)
    {
        var scan = new InitrdScan();
        var input = new ArchiveInput(file, MostBytes);
        scan.Archives(input);
        if (input.Peek(6) is { IsEmpty: false } magic)
        {
            using var plain = Unpack(magic, file, input.Position);
            var inner = new ArchiveInput(plain, MostBytes);
            scan.Archives(inner);
            if (!inner.Peek(1).IsEmpty)
            {
                throw new InvalidDataException("what it holds is no archive that is known here");
            }
        }
        return new InitrdContents([.. scan._names], scan._texts, scan._links, scan._modules);
    }

    private static Stream Unpack(ReadOnlySpan<byte> start, Stream file, long position)
    {
        foreach (var (magic, name, unpack) in Packings)
        {
            if (!start.StartsWith(magic))
            {
                continue;
            }
            file.Seek(position, SeekOrigin.Begin);
            try
            {
                return unpack?.Invoke(file) ?? throw new InvalidDataException($"is packed with {name}, which is not read here");
            }
            catch (DllNotFoundException missing)
            {
                throw new InvalidDataException($"is packed with {name}, whose library is not installed", missing);
            }
        }
        throw new InvalidDataException("is no initial RAM disk that is known here");
    }

    private void Archives(ArchiveInput input)
    {
        input.SkipZeros();
        while (CpioEntry.IsNext(input))
        {
            while (CpioEntry.Take(input) is var entry && entry.Name != CpioEntry.Trailer)
            {
                if (++_entries > MostEntries)
                {
                    throw new InvalidDataException($"has more than {MostEntries} files");
                }
                var end = input.Position + entry.PaddedSize;
                Look(input, entry);
                input.Skip(end - input.Position);
            }
            input.SkipZeros();
        }
    }

    private void Look(ArchiveInput input, CpioEntry entry)
    {
        var file = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
        if (entry.IsFile && file.Contains(".ko", StringComparison.Ordinal) && Array.Exists(ModulePrefixes, prefix => file.StartsWith(prefix, StringComparison.Ordinal)))
        {
            Name(entry.Name);
            if (ModuleName.IsDriver(file) && ModuleName.Of(file) == "nvidia" && _tried++ < MostModules
                && ModuleReader.Read(file, input.Slice(entry.Size), new Source(entry.Name)).TryGet(out var module))
            {
                _modules[entry.Name] = module;
            }
            return;
        }
        var isList = entry.Name is "conf/modules" or "etc/modules";
        if (!(isList || file.EndsWith(".conf", StringComparison.Ordinal)) || entry.Size > MostTextBytes || _texts.Count + _links.Count >= MostTexts || !(entry.IsFile || entry.IsLink))
        {
            return;
        }
        var content = new byte[entry.Size];
        using var slice = input.Slice(entry.Size);
        slice.ReadExactly(content);
        if (entry.IsLink)
        {
            _links[entry.Name] = Encoding.UTF8.GetString(content);
        }
        else
        {
            _texts[entry.Name] = content;
        }
        if (isList || entry.Name.Contains("modprobe.d/", StringComparison.Ordinal) || entry.Name.Contains("modules-load.d/", StringComparison.Ordinal))
        {
            Name(entry.Name);
        }
    }

    private void Name(string name)
    {
        if (_names.Count < MostNames)
        {
            _names.Add(name);
        }
    }
}
