using System.Text.Json.Serialization;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(AddressConverter)])]
[JsonSerializable(typeof(ProbeQuestion))]
[JsonSerializable(typeof(ProbeReply))]
internal sealed partial class ProbeJson : JsonSerializerContext;
