using System.Collections.Immutable;
using System.Globalization;
using Strata.Linux.Bundles;
using Strata.Machine;
using Strata.Redaction;

namespace Strata.Cli;

/// <summary>Writes what was read as a bundle.</summary>
internal static class Recorder
{
    public const string Redacted = "default";
    public const string Raw = "none";

    /// <summary>Writes the bundle and tells what was removed.</summary>
    public static ImmutableArray<Removed> Write(string path, CapturedMachine captured, string level)
    {
        var (kept, removed) = level == Raw ? (captured, []) : Redactor.Redact(captured);
        var takenAt = DateTimeOffset.TryParse(captured.Origin.TakenAt, CultureInfo.InvariantCulture, out var then) ? then : DateTimeOffset.UtcNow;
        if (path == "-")
        {
            using var output = Console.OpenStandardOutput();
            BundleWriter.Write(output, kept, removed, Product.Version, takenAt);
        }
        else
        {
            BundleWriter.WriteFile(path, kept, removed, Product.Version, takenAt);
        }
        return removed;
    }
}
