using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Strata.Rendering;

// The parts of SARIF 2.1.0 (OASIS standard, 27 March 2020) that a report fills.
internal sealed record SarifLog(
    [property: JsonPropertyName("$schema")] string Schema, string Version, ImmutableArray<SarifRun> Runs);

internal sealed record SarifRun(SarifTool Tool, ImmutableArray<SarifResult> Results, string ColumnKind);

internal sealed record SarifTool(SarifDriver Driver);

internal sealed record SarifDriver(string Name, string Version, string SemanticVersion, ImmutableArray<SarifRule> Rules);

internal sealed record SarifRule(
    string Id, string Name, SarifMessage ShortDescription, SarifMessage FullDescription, SarifMessage Help, SarifRuleProperties Properties);

internal sealed record SarifRuleProperties(ImmutableArray<string> Tags);

internal sealed record SarifMessage(string Text);

internal sealed record SarifResult(
    string RuleId, int RuleIndex, string Kind, string Level, SarifMessage Message, ImmutableArray<SarifLocation> Locations, SarifResultProperties Properties);

internal sealed record SarifLocation(SarifPhysicalLocation PhysicalLocation, ImmutableArray<SarifLogicalLocation> LogicalLocations);

internal sealed record SarifPhysicalLocation(SarifArtifactLocation ArtifactLocation, SarifRegion? Region);

internal sealed record SarifArtifactLocation(string Uri);

internal sealed record SarifRegion(int StartLine, SarifMessage? Snippet);

internal sealed record SarifLogicalLocation(string Name);

internal sealed record SarifResultProperties(
    string? Subject, string? Confidence, string? Action, string? ExplainedBy, bool RootCause, ImmutableArray<string> Fixes);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SarifLog))]
internal sealed partial class SarifContext : JsonSerializerContext;
