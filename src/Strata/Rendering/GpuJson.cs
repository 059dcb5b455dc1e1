using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Sampling;

namespace Strata.Rendering;

/// <summary>Writes the GPUs of a host as <c>strata.gpus/1</c>. What the driver does not tell is null.</summary>
public static class GpuJson
{
    /// <summary>Renders GPUs.</summary>
    public static string Render(DriverIdentity? driver, IEnumerable<GpuStatus> gpus) =>
        JsonSerializer.Serialize(new GpuListDocument("strata.gpus/1", driver, [.. gpus]), GpuJsonContext.Default.GpuListDocument);
}

internal sealed record GpuListDocument(string Schema, DriverIdentity? Driver, ImmutableArray<GpuStatus> Gpus);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = [typeof(AddressConverter)])]
[JsonSerializable(typeof(GpuListDocument))]
internal sealed partial class GpuJsonContext : JsonSerializerContext;
