using System.Text;
using System.Text.Json;

namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Takes the message out of a log record in JSON: journalctl -o json, the json-file driver of Docker, Loki, Fluent Bit.</summary>
internal static class JsonRecord
{
    private const int Longest = 1 << 20;
    private static readonly string[] Messages = ["MESSAGE", "log", "message", "msg", "line", "textPayload", "body", "text"];
    private static readonly string[] Details = ["error", "err", "reason", "stderr"];
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
        return text.Length is < 8 or > Longest || text[0] != '{' || text[^1] != '}' ? null : JsonText.Read(text.ToString(), OfRecord);
    }

    private static string? OfRecord(JsonElement record)
    {
        if (record.Has("jsonPayload", out var payload) && payload.ValueKind == JsonValueKind.Object)
        {
            record = payload;
        }
        var said = Texts(record, Messages).Take(1).Concat(Texts(record, Details).Where(IsSentence)).Select(text => text.TrimEnd());
        return string.Join(": ", said.Distinct(StringComparer.Ordinal)) is { Length: > 0 } message ? Writer(record) + message : null;
    }

    private static string Writer(JsonElement record) => record.Has("_TRANSPORT", out var transport) && transport.Text() == "kernel"
        ? "kernel: "
        : Texts(record, Writers).FirstOrDefault() is { Length: > 0 } writer && !IsSentence(writer) ? writer + ": " : "";

    // The code of an error tells nothing that its words do not.
    private static bool IsSentence(string text) => text.Contains(' ', StringComparison.Ordinal);

    private static IEnumerable<string> Texts(JsonElement record, string[] names) =>
        names.Select(name => record.Has(name, out var value) ? Text(value) : null).OfType<string>();

    // A message with bytes that are no text is an array of numbers in journalctl -o json.
    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetByte(out _))
            ? Encoding.UTF8.GetString([.. value.EnumerateArray().Select(item => item.GetByte())])
            : value.Text();
}
