using System.Text.Json.Serialization;
using Strata.Agent.Sampling;

namespace Strata.Agent.LocalApi;

/// <summary>What is said through the local socket, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HoldState))]
internal sealed partial class LocalJson : JsonSerializerContext;
