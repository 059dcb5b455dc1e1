using System.Text;
using System.Text.Json;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Takes the message out of a log record in JSON: journalctl -o json, the json-file driver of Docker, Loki, Fluent Bit.</summary>
internal static class JsonRecord
{
    private const int Longest = 1 << 20;
    private static readonly string[] Messages = ["MESSAGE", "log", "message", "msg", "line", "textPayload", "body", "text"];
    private static readonly string[] Writers = ["SYSLOG_IDENTIFIER", "_COMM", "ident", "appname", "program"];

    /// <summary>True for what looks like a record.</summary>
    public static bool MayBe(LogLine line) => line.Text.AsSpan().TrimStart().StartsWith('{') && line.Text.Contains('}', StringComparison.Ordinal);

    /// <summary>The lines of the message, or the line itself.</summary>
    public static IEnumerable<LogLine> Unwrap(LogLine line)
    {
        if (Message(line.Text) is not { } message)
        {
            return [line];
        }
        return message.TrimEnd('\n', '\r').Split('\n').Select(text => line with { Text = LineCleaner.Clean(text) });
    }

    private static string? Message(string line)
    {
        var text = line.AsSpan().Trim().TrimEnd(',');
        if (text.Length is < 8 or > Longest || text[0] != '{' || text[^1] != '}')
        {
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(text.ToString());
            var record = document.RootElement;
            if (record.TryGetProperty("jsonPayload", out var payload) && payload.ValueKind == JsonValueKind.Object)
            {
                record = payload;
            }
            return Text(record, Messages) is { } message ? Writer(record) + message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Writer(JsonElement record) => record.TryGetProperty("_TRANSPORT", out var transport) && transport.ValueEquals("kernel")
        ? "kernel: "
        : Text(record, Writers) is { Length: > 0 } writer && !writer.Contains(' ', StringComparison.Ordinal) ? writer + ": " : "";

    private static string? Text(JsonElement record, string[] names)
    {
        foreach (var name in names)
        {
            if (record.TryGetProperty(name, out var value) && Text(value) is { } text)
            {
                return text;
            }
        }
        return null;
    }

    // A message with bytes that are no text is an array of numbers in journalctl -o json.
    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array when value.GetArrayLength() > 0 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetByte(out _))
            => Encoding.UTF8.GetString([.. value.EnumerateArray().Select(item => item.GetByte())]),
        _ => null,
    };
}
