using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Strata.Linux.Bundles;

/// <summary>The first file of a bundle: what was asked, how it was answered, and where the content lies.</summary>
internal sealed record BundleManifest(
    string Schema,
    string Strata,
    string? TakenAt,
    BundleOrigin Origin,
    ImmutableArray<BundleRemoval> Redacted,
    ImmutableArray<BundleEntry> Entries)
{
    public const string CurrentSchema = "strata.bundle/1";
    public const string FileName = "manifest.json";
}

/// <summary>What the bundle was taken of.</summary>
internal sealed record BundleOrigin(string Kind, string Name);

/// <summary>What was taken out of it.</summary>
internal sealed record BundleRemoval(string Kind, int Count);

/// <summary>One question and its answer. The state is known, absent or unreadable.</summary>
internal sealed record BundleEntry(string Kind, string Key, string State)
{
    public string? Content { get; init; }

    public string? Why { get; init; }

    public int? FirstLine { get; init; }

    public int? ExitCode { get; init; }

    public string? Era { get; init; }

    public bool? Numbered { get; init; }

    public string? Input { get; init; }

    public int? Most { get; init; }

    public BundleSource? Source { get; init; }

    public BundleStatus? Status { get; init; }
}

/// <summary>Where an answer was read, when that is not just its key.</summary>
internal sealed record BundleSource(string Name, int? Line, string? Text);

/// <summary>Status of a file; the mode as chmod writes it.</summary>
internal sealed record BundleStatus(string Kind, string Mode, string Owner, string Group, int? Major, int? Minor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(BundleManifest))]
internal sealed partial class BundleJson : JsonSerializerContext;
