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
                ? new LayerDescription(Standing.Known, DevicePlugin.IsKnown ? "kubelet with NVIDIA's device plugin" : "kubelet without NVIDIA's device plugin")
                : new LayerDescription(Standing.NotApplicable, "not a node of a cluster")
            : new LayerDescription(Standing.Unknown, "not seen");
    }
}
