using System.Collections.Immutable;
using System.Text.Json;
using Strata.Machine;

namespace Strata.Layers.Cluster;

/// <summary>What the kubelet keeps of NVIDIA's device plugin: the devices that it reports as healthy, and those that pods have.</summary>
/// <param name="Healthy">UUIDs of healthy devices, replicas of time-slicing taken together.</param>
/// <param name="Allocated">UUIDs of devices that pods have.</param>
/// <param name="Source">Where it was read.</param>
public sealed record KubeletDevices(ImmutableSortedSet<string> Healthy, ImmutableSortedSet<string> Allocated, Source Source)
{
    private const string Prefix = "nvidia.com/";

    /// <summary>Reads kubelet_internal_checkpoint; null when it is not valid or names no device of NVIDIA. Total.</summary>
    public static KubeletDevices? Parse(TextDocument document)
    {
        try
        {
            using var json = JsonDocument.Parse(document.Text);
            if (!Has(json.RootElement, "Data", out var data))
            {
                return null;
            }
            var healthy = Has(data, "RegisteredDevices", out var registered)
                ? Members(registered).Where(member => member.Name.StartsWith(Prefix, StringComparison.Ordinal)).SelectMany(member => Texts(member.Value))
                : [];
            var allocated = Has(data, "PodDeviceEntries", out var entries) && entries.ValueKind == JsonValueKind.Array
                ? entries.EnumerateArray().Where(IsNvidia).SelectMany(entry => Has(entry, "DeviceIDs", out var ids) ? Texts(ids) : [])
                : [];
            var devices = new KubeletDevices([.. healthy.Select(Device)], [.. allocated.Select(Device)], document.Find(Prefix));
            return devices.Healthy.IsEmpty && devices.Allocated.IsEmpty ? null : devices with { Source = new Source(document.Name, devices.Source.Line) };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsNvidia(JsonElement entry) =>
        Has(entry, "ResourceName", out var name) && name.ValueKind == JsonValueKind.String && name.GetString()!.StartsWith(Prefix, StringComparison.Ordinal);

    // A list, or since Kubernetes 1.20 lists by NUMA node.
    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Texts(member.Value)),
        _ => [],
    };

    private static IEnumerable<JsonProperty> Members(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : [];

    private static bool Has(JsonElement value, string name, out JsonElement member)
    {
        member = default;
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out member);
    }

    // Time-slicing hands one GPU out several times, as GPU-1b2c...::3.
    private static string Device(string name) => name.Split("::", 2)[0];
}
