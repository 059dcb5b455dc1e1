using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Strata.Linux.Inputs;
using Strata.Machine;

namespace Strata.Linux.Bundles;

/// <summary>
/// Reads a bundle without ever unpacking it to disk: regular files with plain names only, and limits on number, size and
/// total, because a bundle comes from somewhere else.
/// </summary>
public static class BundleReader
{
    private const int MostEntries = 100_000;
    private const int MostEntryBytes = 64 * 1024 * 1024;
    private const int MostDepth = 16;

    /// <summary>Reads the machine that a bundle holds.</summary>
    /// <exception cref="InputException">It is not a bundle that can be read.</exception>
    public static BundleMachine Read(DetectedInput input)
    {
        try
        {
            var files = Files(input.Archive);
            if (!files.TryGetValue(BundleManifest.FileName, out var json))
            {
                throw new InvalidDataException("has no manifest");
            }
            var options = new JsonDocumentOptions { MaxDepth = MostDepth };
            using var document = JsonDocument.Parse(json, options);
            var manifest = document.RootElement.Deserialize(BundleJson.Default.BundleManifest) ?? throw new InvalidDataException("has no manifest");
            return Machine(input.Name, manifest, files);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or JsonException or FormatException or OverflowException)
        {
            var why = failure is InvalidDataException ? failure.Message : "damaged";
            throw new InputException($"{input.Name}: the bundle is not readable: {why}", failure);
        }
    }

    private static BundleMachine Machine(string name, BundleManifest manifest, Dictionary<string, byte[]> files)
    {
        if (manifest.Schema != BundleManifest.CurrentSchema)
        {
            throw new InvalidDataException("its format is newer than this version of strata");
        }
        if (manifest.Entries.IsDefault || manifest.Entries.Length > MostEntries)
        {
            throw new InvalidDataException("its manifest has no entries, or too many");
        }
        // A content that many entries share would be unfolded once for each of them.
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!manifest.Entries.All(entry => entry?.Content is null || names.Add(entry.Content)))
        {
            throw new InvalidDataException("its manifest uses a file twice");
        }
        var items = manifest.Entries.Select(entry => Item(entry, files)).ToImmutableArray();
        return new BundleMachine(new Origin(Kind(manifest.Origin), name, manifest.TakenAt) { IsBundle = true }, items);
    }

    private static OriginKind Kind(BundleOrigin? origin) => Parse<OriginKind>(origin?.Kind) ?? OriginKind.Live;

    private static Captured Item(BundleEntry entry, Dictionary<string, byte[]> files)
    {
        if (entry?.Key is null || Parse<CapturedKind>(entry.Kind) is not { } kind || Parse<CapturedState>(entry.State) is not { } state)
        {
            throw new InvalidDataException("its manifest has an entry of an unknown kind");
        }
        var content = entry.Content is null ? [] : files.GetValueOrDefault(entry.Content) ?? throw new InvalidDataException($"{PlainName(entry.Content)} is missing");
        var lines = kind == CapturedKind.Bytes ? [] : BundleContent.Split(content, entry.FirstLine ?? 1, entry.Numbered == true);
        return new Captured(kind, entry.Key, state)
        {
            Why = entry.Why,
            Source = entry.Source is { Name: not null } source ? new Source(source.Name, source.Line, source.Text) : null,
            FirstLine = entry.FirstLine ?? 1,
            Input = entry.Input,
            Lines = kind == CapturedKind.Log ? [] : [.. lines.Select(line => line.Text)],
            Numbers = entry.Numbered == true ? [.. lines.Select(line => line.Number)] : [],
            Log = kind == CapturedKind.Log ? lines : [],
            Era = Parse<Era>(entry.Era) ?? Era.Current,
            ExitCode = entry.ExitCode,
            Bytes = kind == CapturedKind.Bytes ? content : default(ReadOnlyMemory<byte>),
            Most = entry.Most ?? 0,
            Status = entry.Status is { } status ? Status(status) : null,
        };
    }

    private static FileStatus Status(BundleStatus status) => new(
        Parse<FileKind>(status.Kind) ?? FileKind.Other,
        Mode(status.Mode),
        status.Owner ?? "",
        status.Group ?? "",
        status.Major,
        status.Minor);

    private static int Mode(string? octal)
    {
        if (octal is not { Length: > 0 and <= 6 } || !octal.All(digit => digit is >= '0' and <= '7'))
        {
            throw new InvalidDataException("its manifest has a file mode that is none");
        }
        return Convert.ToInt32(octal, 8);
    }

    private static T? Parse<T>(string? word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == word)
            {
                return value;
            }
        }
        return null;
    }

    private static string PlainName(string name) => new(name.Where(char.IsAsciiLetterOrDigit).Take(60).ToArray());

    private static Dictionary<string, byte[]> Files(Stream archive)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var header = new byte[TarBlock.Length];
        while (true)
        {
            archive.ReadExactly(header);
            if (TarBlock.Parse(header) is not { } block)
            {
                return files;
            }
            if (block.Size > MostEntryBytes || files.Count >= MostEntries)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"holds more than {MostEntries} files, or one larger than {MostEntryBytes / 1024 / 1024} MiB"));
            }
            var content = Content(archive, (int)block.Size);
            if (!files.TryAdd(block.Name, content))
            {
                throw new InvalidDataException("holds two files of the same name");
            }
        }
    }

    // What a header promises is believed only as far as it comes.
    private static byte[] Content(Stream archive, int size)
    {
        using var content = new MemoryStream(Math.Min(size, 1024 * 1024));
        var buffer = new byte[64 * 1024];
        for (var left = size; left > 0;)
        {
            var count = archive.Read(buffer.AsSpan(0, Math.Min(left, buffer.Length)));
            if (count == 0)
            {
                throw new EndOfStreamException();
            }
            content.Write(buffer, 0, count);
            left -= count;
        }
        var padding = (TarBlock.Length - (size % TarBlock.Length)) % TarBlock.Length;
        archive.ReadExactly(buffer.AsSpan(0, padding));
        return content.ToArray();
    }
}
