using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Cluster;

/// <summary>Reads the cluster layer.</summary>
public static class ClusterCollector
{
    private const string Plugins = "/var/lib/kubelet/device-plugins";

    /// <summary>Collects the facts.</summary>
    public static ClusterFacts Collect(IMachine machine, LogFacts log)
    {
        var kubelet = machine.Stat("/var/lib/kubelet");
        var sockets = machine.List(Plugins);
        var plugin = sockets.Or([]).FirstOrDefault(name => name.StartsWith("nvidia", StringComparison.Ordinal));
        return new ClusterFacts
        {
            IsNode = kubelet.IsAbsent ? Reading.Known(false, kubelet.Source) : kubelet.Map(_ => true),
            DevicePlugin = plugin is not null ? Reading.Known(plugin, new Source($"{Plugins}/{plugin}"))
                : sockets.IsUnreadable ? Reading.NotLooked<string>(Plugins)
                : Reading.Absent<string>(sockets.Source),
            Devices = machine.Read(Plugins + "/kubelet_internal_checkpoint") switch
            {
                Reading<TextDocument>.Known known when KubeletDevices.Parse(known.Value) is { } devices => Reading.Known(devices, devices.Source),
                Reading<TextDocument>.Known known => Reading.Absent<KubeletDevices>(known.Source),
                var other => other.Map<KubeletDevices>(_ => null!),
            },
            Marked = PluginLog.Marked(machine),
            Short = NodeGpus.Short(log),
        };
    }
}
