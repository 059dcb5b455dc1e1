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
    public static KubeletDevices? Parse(TextDocument document) => JsonText.Read(document.Text, root =>
    {
        if (!root.Has("Data", out var data))
        {
            return null;
        }
        var healthy = data.Has("RegisteredDevices", out var registered)
            ? registered.Members().Where(member => member.Name.StartsWith(Prefix, StringComparison.Ordinal)).SelectMany(member => member.Value.Texts())
            : [];
        var allocated = data.Has("PodDeviceEntries", out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray().Where(IsNvidia).SelectMany(entry => entry.Has("DeviceIDs", out var ids) ? OfNodes(ids) : [])
            : [];
        var devices = new KubeletDevices([.. healthy.Select(Device)], [.. allocated.Select(Device)], new Source(document.Name, document.Find(Prefix).Line));
        return devices.Healthy.IsEmpty && devices.Allocated.IsEmpty ? null : devices;
    });

    private static bool IsNvidia(JsonElement entry) =>
        entry.Has("ResourceName", out var name) && name.Text()?.StartsWith(Prefix, StringComparison.Ordinal) is true;

    // A list, or since Kubernetes 1.20 lists by NUMA node.
    private static IEnumerable<string> OfNodes(JsonElement ids) => ids.Texts().Concat(ids.Members().SelectMany(node => node.Value.Texts()));

    // Time-slicing hands one GPU out several times, as GPU-1b2c...::3.
    private static string Device(string name) => name.Split("::", 2)[0];
}
