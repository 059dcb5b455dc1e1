using System.Text.Json;
using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>Reads JSON that somebody else wrote.</summary>
internal static class JsonFile
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>What <paramref name="read"/> makes of the text; null where it is not JSON, or holds characters that are none.</summary>
    public static T? Read<T>(TextDocument document, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(document.Text, Lenient);
            return read(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A member of an object; false for anything else.</summary>
    public static bool Has(this JsonElement value, string name, out JsonElement member)
    {
        member = default;
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out member);
    }

    /// <summary>The texts of a list; nothing for anything else.</summary>
    public static IEnumerable<string> Texts(this JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
        : [];

    /// <summary>The members of an object; nothing for anything else.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];
}
