using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Writes rules as <c>strata.rules/1</c>.</summary>
public static class RuleJson
{
    /// <summary>Renders the rules.</summary>
    public static string Render(IEnumerable<Rule> rules) => JsonSerializer.Serialize(
        new RulesDocument("strata.rules/1", [.. rules.Select(rule => rule.Info).OrderBy(info => info.Code).Select(ToDocument)]),
        RuleJsonContext.Default.RulesDocument);

    private static RuleDocument ToDocument(RuleInfo info) => new(
        info.Code.ToString(), info.Slug, Names.Of(info.Code.Layer), PlainText.Clean(info.Title), PlainText.CleanProse(info.Why), info.DependsOn,
        PlainText.CleanProse(info.Reference));
}

internal sealed record RulesDocument(string Schema, ImmutableArray<RuleDocument> Rules);

internal sealed record RuleDocument(
    string Code, string Defect, string Layer, string Title, string Why, ImmutableArray<string> DependsOn, string Reference);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(RulesDocument))]
internal sealed partial class RuleJsonContext : JsonSerializerContext;
