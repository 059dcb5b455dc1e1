using System.Text.Json.Serialization;
using Strata.Layers.Bus;

namespace Strata.Linux.Nvml.Probe;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(AddressConverter)])]
[JsonSerializable(typeof(ProbeQuestion))]
[JsonSerializable(typeof(ProbeReply))]
internal sealed partial class ProbeJson : JsonSerializerContext
{
    private sealed class AddressConverter : JsonConverter<PciAddress>
    {
        public override PciAddress Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
            Layers.Bus.PciAddress.TryParse(reader.GetString() ?? "", out var address) ? address : throw new System.Text.Json.JsonException();

        public override void Write(System.Text.Json.Utf8JsonWriter writer, PciAddress value, System.Text.Json.JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
