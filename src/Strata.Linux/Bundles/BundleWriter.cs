using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Strata.Linux.Files;
using Strata.Machine;
using Strata.Redaction;

namespace Strata.Linux.Bundles;

/// <summary>Writes what was captured of a machine as one compressed archive.</summary>
public static class BundleWriter
{
    private static readonly UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a bundle into a file that only its owner can read; an existing file is replaced at the end or not at all.</summary>
    /// <exception cref="ArgumentException">The path names something that is not a file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written to.</exception>
    public static void WriteFile(string path, CapturedMachine captured, ImmutableArray<Removed> removed, string version)
    {
        RefuseDevices(path);
        // Nobody can lie in wait for a name that nobody knows, and a new file never follows a link.
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var temporary = Path.Combine(folder, $".strata-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                Write(file, captured, removed, version);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // Root would replace /dev/null by a file.
    private static void RefuseDevices(string path)
    {
        using var place = new Descriptor(Libc.Open(path, Libc.OpenPathOnly | Libc.OpenCloseOnExec, 0));
        if (!place.IsInvalid && Libc.Status(place.Number, out var status) && status.Kind != FileKind.Regular)
        {
            throw new ArgumentException($"is {Strings.Kind(status.Kind)}, not a file", nameof(path));
        }
    }

    /// <summary>Writes a bundle into a stream, which stays open.</summary>
    public static void Write(Stream stream, CapturedMachine captured, ImmutableArray<Removed> removed, string version)
    {
        var contents = new List<(string Name, byte[] Bytes)>();
        var entries = captured.Items.Select(item => Entry(item, contents)).ToImmutableArray();
        var manifest = new BundleManifest(
            BundleManifest.CurrentSchema,
            version,
            captured.Origin.TakenAt,
            new BundleOrigin(Word(captured.Origin.Kind), captured.Origin.Name),
            [.. removed.Select(part => new BundleRemoval(part.Kind, part.Count))],
            entries);
        using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        var seconds = DateTimeOffset.TryParse(captured.Origin.TakenAt, CultureInfo.InvariantCulture, out var takenAt) ? takenAt.ToUnixTimeSeconds() : 0;
        WriteEntry(packed, BundleManifest.FileName, JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Default.BundleManifest), seconds);
        foreach (var (name, bytes) in contents)
        {
            WriteEntry(packed, name, bytes, seconds);
        }
        packed.Write(new byte[2 * TarBlock.Length]);
    }

    private static BundleEntry Entry(Captured item, List<(string Name, byte[] Bytes)> contents)
    {
        string? name = null;
        if (BundleContent.Of(item) is { } bytes)
        {
            name = BundleContent.Name(contents.Count + 1, item);
            contents.Add((name, bytes));
        }
        var isLog = item.Kind == CapturedKind.Log;
        var first = isLog && !item.Log.IsEmpty ? item.Log[0].Number : item.FirstLine;
        return new BundleEntry(Word(item.Kind), item.Key, Word(item.State))
        {
            Content = name,
            Why = item.Why,
            FirstLine = first == 1 ? null : first,
            ExitCode = item.ExitCode,
            Era = isLog ? Word(item.Era) : null,
            Numbered = BundleContent.IsNumbered(item) ? true : null,
            Input = item.Input,
            Most = item.Kind == CapturedKind.Bytes ? item.Most : null,
            Source = item.Source is { } source ? new BundleSource(source.Name, source.Line, source.Text) : null,
            Status = item.Status is { } status
                ? new BundleStatus(Word(status.Kind), Convert.ToString(status.Mode, 8), status.Owner, status.Group, status.Major, status.Minor)
                : null,
        };
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static void WriteEntry(Stream archive, string name, byte[] bytes, long unixSeconds)
    {
        archive.Write(new TarBlock(name, bytes.Length).Write(unixSeconds));
        archive.Write(bytes);
        var rest = bytes.Length % TarBlock.Length;
        if (rest != 0)
        {
            archive.Write(new byte[TarBlock.Length - rest]);
        }
    }
}
