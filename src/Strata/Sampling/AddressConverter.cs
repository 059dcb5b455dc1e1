using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Layers.Bus;

namespace Strata.Sampling;

/// <summary>Writes an address as the kernel does: <c>0000:65:00.0</c>.</summary>
public sealed class AddressConverter : JsonConverter<PciAddress>
{
    /// <inheritdoc/>
    public override PciAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PciAddress.TryParse(reader.GetString() ?? "", out var address) ? address : throw new JsonException("not an address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PciAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
