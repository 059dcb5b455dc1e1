using System.Collections.Immutable;
using Strata.Linux.Bundles;
using Strata.Machine;
using Strata.Redaction;

namespace Strata.Cli;

/// <summary>Writes what was read as a bundle.</summary>
internal static class Recorder
{
    public const string Redacted = "default";
    public const string Raw = "none";

    /// <summary>The path that means standard output.</summary>
    public const string StandardOutput = "-";

    private const int ReadOnlyFileSystem = 30;

    /// <summary>Writes the bundle and tells what was removed.</summary>
    public static ImmutableArray<Removed> Write(string path, CapturedMachine captured, string level)
    {
        var (kept, removed) = level == Raw ? (captured, []) : Redactor.Redact(captured);
        if (path == StandardOutput)
        {
            using var output = Console.OpenStandardOutput();
            BundleWriter.Write(output, kept, removed, Product.Version);
        }
        else
        {
            WriteFile(path, kept, removed);
        }
        return removed;
    }

    /// <summary>Refuses a path that names no file, before anything is read.</summary>
    public static void Check(string option, string path)
    {
        if (path.Length == 0)
        {
            throw new UsageException($"{option}: name a file");
        }
    }

    private static void WriteFile(string path, CapturedMachine kept, ImmutableArray<Removed> removed)
    {
        try
        {
            BundleWriter.WriteFile(path, kept, removed, Product.Version);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException or ArgumentException)
        {
            var why = error switch
            {
                ArgumentException => error.Message.Split(" (", 2)[0],
                DirectoryNotFoundException => "its directory does not exist",
                PathTooLongException => "its name is too long",
                UnauthorizedAccessException => "permission denied",
                { HResult: ReadOnlyFileSystem } => "read-only file system",
                _ => null,
            };
            throw why is null
                ? new IOException($"{path}: cannot be written: disk full, or an error of the disk", error)
                : new OutputException($"{path}: cannot be written: {why}", error);
        }
    }
}
