using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>Reads the configuration of the engine that serves a kubelet, the files it takes in included.</summary>
public static class CriConfigCollector
{
    private const int MostFiles = 64;

    private static readonly ImmutableArray<(CriFlavour Flavour, string Path, string? Folder)> Places =
    [
        (CriFlavour.K3s, "/var/lib/rancher/k3s/agent/etc/containerd/config.toml", null),
        (CriFlavour.Rke2, "/var/lib/rancher/rke2/agent/etc/containerd/config.toml", null),
        (CriFlavour.MicroK8s, "/var/snap/microk8s/current/args/containerd.toml", null),
        (CriFlavour.CriO, "/etc/crio/crio.conf", "/etc/crio/crio.conf.d"),
        (CriFlavour.Containerd, "/etc/containerd/config.toml", null),
    ];

    /// <summary>The configuration of the first engine that has one.</summary>
    public static Reading<CriConfig> Collect(IMachine machine)
    {
        Reading<CriConfig>? missing = null;
        foreach (var (flavour, path, folder) in Places)
        {
            var main = machine.Read(path).Map(CriConfig.Parse);
            var dropIns = folder is null ? [] : Files(machine, folder + "/*.conf");
            if (main.TryGet(out var config) || !dropIns.IsEmpty)
            {
                var first = config ?? new CriConfig(HasNvidia: false, null, CriDisabled: false, main.Source);
                var all = first.Imports.Where(pattern => IsConfiguration(pattern, path)).SelectMany(pattern => Files(machine, pattern)).Concat(dropIns).Take(MostFiles).Aggregate(first, (sum, file) => sum.Then(CriConfig.Parse(file)));
                return Reading.Known(all with { Flavour = flavour }, all.Source);
            }
            missing = missing is null || main.IsUnreadable ? main : missing;
        }
        return missing!;
    }

    // The file may name any path of the machine: only what can be configuration of this engine is read, and so captured.
    private static bool IsConfiguration(string pattern, string main) =>
        pattern.EndsWith(".toml", StringComparison.Ordinal) && !pattern.Split('/').Contains("..")
        && (pattern.StartsWith("/etc/", StringComparison.Ordinal) || pattern.StartsWith(main[..(main.LastIndexOf('/') + 1)], StringComparison.Ordinal));

    private static ImmutableArray<TextDocument> Files(IMachine machine, string pattern)
    {
        var slash = pattern.LastIndexOf('/');
        var (folder, name) = slash > 0 ? (pattern[..slash], pattern[(slash + 1)..]) : ("", pattern);
        var star = name.IndexOf('*', StringComparison.Ordinal);
        var paths = folder.Length == 0 ? []
            : star < 0 ? [pattern]
            : machine.List(folder).Or([]).Where(file => file.Length >= name.Length - 1 && file.StartsWith(name[..star], StringComparison.Ordinal) && file.EndsWith(name[(star + 1)..], StringComparison.Ordinal))
                .Select(file => folder + "/" + file);
        return [.. paths.Take(MostFiles).Select(machine.Read).Select(file => file.Or(null)).OfType<TextDocument>()];
    }
}
