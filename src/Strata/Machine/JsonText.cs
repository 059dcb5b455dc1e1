using System.Text.Json;

namespace Strata.Machine;

/// <summary>Reads JSON that somebody else wrote: what is not as expected is nothing.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>What <paramref name="read"/> makes of the text; null where it is not JSON, or holds characters that are none.</summary>
    public static T? Read<T>(string text, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(text, Lenient);
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

    /// <summary>The text of a string; null for anything else, and for half a character.</summary>
    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The texts of a list; nothing for anything else.</summary>
    public static IEnumerable<string> Texts(this JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(item => item.Text()).OfType<string>()
        : [];

    /// <summary>The members of an object; nothing for anything else.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];
}
