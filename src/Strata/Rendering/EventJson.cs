using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Sampling;

namespace Strata.Rendering;

/// <summary>Writes events of a host as <c>strata.events/1</c>. What an event does not have is null.</summary>
public static class EventJson
{
    /// <summary>Renders events, oldest first.</summary>
    /// <param name="events">The events.</param>
    /// <param name="next">What to give as <c>after</c> to get those that follow.</param>
    public static string Render(IEnumerable<HostEvent> events, long next) =>
        JsonSerializer.Serialize(new EventListDocument("strata.events/1", [.. events.Select(ToDocument)], next), EventJsonContext.Default.EventListDocument);

    /// <summary>Renders one event in one line.</summary>
    public static string Line(HostEvent told) => JsonSerializer.Serialize(ToDocument(told), EventLineContext.Default.EventDocument);

    /// <summary>The word for a kind of event, such as <c>gpu-lost</c>.</summary>
    public static string Word(HostEventKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private static EventDocument ToDocument(HostEvent told) => new(
        told.Id, told.At, told.Boot, Word(told.Kind), PlainText.Clean(told.Text), told.Gpu?.ToString(), told.Xid, told.Sequence, told.IsTrusted, told.Rule, PlainText.CleanOrNull(told.Subject));
}

internal sealed record EventListDocument(string Schema, ImmutableArray<EventDocument> Events, long Next);

internal sealed record EventDocument(
    long Id, DateTimeOffset At, string Boot, string Kind, string Text, string? Gpu, int? Xid, long? Sequence, bool Trusted, string? Rule, string? Subject);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(EventListDocument))]
internal sealed partial class EventJsonContext : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventDocument))]
internal sealed partial class EventLineContext : JsonSerializerContext;
