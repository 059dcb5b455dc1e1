using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Cluster;

/// <summary>Facts of kubelet and device plugin.</summary>
public sealed record ClusterFacts
{
    /// <summary>Socket of NVIDIA's device plugin in the kubelet's directory; absent when the host is a node without one.</summary>
    public Reading<string> DevicePlugin { get; init; } = Reading.NotLooked<string>("/var/lib/kubelet/device-plugins");

    /// <summary>True when the host is a node of a cluster.</summary>
    public Reading<bool> IsNode { get; init; } = Reading.NotLooked<bool>("/var/lib/kubelet");

    /// <summary>Devices that the kubelet has from the plugin; absent when it has none.</summary>
    public Reading<KubeletDevices> Devices { get; init; } = Reading.NotLooked<KubeletDevices>("/var/lib/kubelet/device-plugins/kubelet_internal_checkpoint");

    /// <summary>Lines of the running plugin's log that take a GPU out of service.</summary>
    public ImmutableArray<Source> Marked { get; init; } = [];

    /// <summary>A node whose pods may have fewer GPUs than it has, or null.</summary>
    public NodeGpus? Short { get; init; }

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        if (Short is not null)
        {
            return new LayerDescription(Standing.Known, $"{Short.Allocatable} of {Short.Capacity} GPUs allocatable");
        }
        return IsNode.TryGet(out var node)
            ? node
                ? new LayerDescription(Standing.Known, Devices.TryGet(out var devices) ? $"kubelet with {devices.Healthy.Count} healthy GPU device{(devices.Healthy.Count == 1 ? "" : "s")}" : DevicePlugin.IsKnown ? "kubelet with NVIDIA's device plugin" : "kubelet without NVIDIA's device plugin")
                : new LayerDescription(Standing.NotApplicable, "not a node of a cluster")
            : new LayerDescription(Standing.Unknown, "not seen");
    }
}
