using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Sampling;

namespace Strata.Rendering;

/// <summary>Writes and reads the GPUs of a host as <c>strata.gpus/1</c>. What the driver does not tell is null.</summary>
public static class GpuJson
{
    private const string Schema = "strata.gpus/1";

    // What somebody else wrote may be any number.
    private const double LongestInterval = 1e6;

    /// <summary>Renders GPUs.</summary>
    public static string Render(GpuList list) =>
        JsonSerializer.Serialize(new GpuListDocument(Schema, list.IsDemo, list.Host, list.TakenAt, list.Interval?.TotalSeconds, list.Driver, list.Gpus), GpuJsonContext.Default.GpuListDocument);

    /// <summary>Reads what <see cref="Render"/> wrote, of this or another version; null for anything else.</summary>
    public static GpuList? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, GpuJsonContext.Default.GpuListDocument) is { Schema: Schema, Gpus.IsDefault: false } told
                ? new GpuList(told.Driver, [.. OrNone(told.Gpus).Select(Whole)], told.TakenAt, told.Host, told.Demo, told.IntervalSeconds is > 0 and < LongestInterval and var seconds ? TimeSpan.FromSeconds(seconds) : null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A version that does not write a part leaves it out: an empty part is no part.
    private static GpuStatus Whole(GpuStatus gpu) => gpu with
    {
        Hang = OrNone(gpu.Hang),
        Identity = gpu.Identity is { Uuid: not null, Name: not null } identity ? identity : null,
        Sample = gpu.Sample is { } sample
            ? sample with { MemoryHealth = sample.MemoryHealth ?? new MemoryHealth(), Pcie = sample.Pcie ?? new PcieSample(), Slowdown = sample.Slowdown ?? new SlowdownTimes() }
            : null,
        Detail = gpu.Detail is { } detail
            ? detail with { Fans = OrNone(detail.Fans), MigDevices = OrNone(detail.MigDevices), Processes = detail.Processes is { } all ? OrNone(all) : null }
            : null,
    };

    private static ImmutableArray<T> OrNone<T>(ImmutableArray<T> some) => some.IsDefault ? [] : [.. some.Where(one => one is not null)];
}

internal sealed record GpuListDocument(string Schema, bool Demo, string? Host, DateTimeOffset? TakenAt, double? IntervalSeconds, DriverIdentity? Driver, ImmutableArray<GpuStatus> Gpus);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = [typeof(AddressConverter)])]
[JsonSerializable(typeof(GpuListDocument))]
internal sealed partial class GpuJsonContext : JsonSerializerContext;
