using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Layers.Driver.Xid;

namespace Strata.Rendering;

/// <summary>Writes one row of the Xid catalogue as <c>strata.xid/1</c>.</summary>
public static class XidJson
{
    /// <summary>Renders a row; null when the catalogue does not have the code.</summary>
    public static string Render(string code, XidEntry? entry) => JsonSerializer.Serialize(
        new XidDocument(
            "strata.xid/1", entry?.Code ?? code, entry is not null, entry?.Mnemonic, entry?.Meaning, entry?.Severity, entry?.Action,
            OrNull(entry?.Investigate), OrNull(entry?.Recovery), OrNull(entry?.AppliesTo.Trim(',', ' ')), entry?.Reference),
        XidJsonContext.Default.XidDocument);

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal sealed record XidDocument(
    string Schema, string Code, bool Listed, string? Mnemonic, string? Meaning, string? Severity, string? Action, string? Investigate,
    string? RecoveryFrom, string? AppliesTo, string? Reference);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(XidDocument))]
internal sealed partial class XidJsonContext : JsonSerializerContext;
