using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>Who ships the engine that serves a kubelet, which decides how it is configured.</summary>
public enum CriFlavour
{
    /// <summary>containerd by itself.</summary>
    Containerd,

    /// <summary>containerd inside k3s.</summary>
    K3s,

    /// <summary>containerd inside RKE2.</summary>
    Rke2,

    /// <summary>containerd inside MicroK8s.</summary>
    MicroK8s,

    /// <summary>CRI-O.</summary>
    CriO,
}

/// <summary>What the engine that serves a kubelet knows of NVIDIA's runtime; containerd's file versions 1, 2 and 3 differ only in the names of the tables above.</summary>
/// <param name="HasNvidia">A runtime handler named nvidia is defined.</param>
/// <param name="DefaultRuntime">Handler of pods that name none, or null when not told.</param>
/// <param name="CriDisabled">The plugin that serves the kubelet is switched off.</param>
/// <param name="Source">Where it was read.</param>
public sealed record CriConfig(bool HasNvidia, string? DefaultRuntime, bool CriDisabled, Source Source)
{
    /// <summary>Who ships it.</summary>
    public CriFlavour Flavour { get; init; }

    /// <summary>Files that it takes in besides, with shell patterns; containerd names them itself.</summary>
    public ImmutableArray<string> Imports { get; init; } = [];

    /// <summary>Reads one file; total.</summary>
    public static CriConfig Parse(TextDocument document)
    {
        var entries = TomlLines.Parse(document);
        var handler = document.Lines.Any(line => line.TrimStart().StartsWith('[') && line.Contains("runtimes.nvidia", StringComparison.Ordinal)
            || line.Contains("runtimes.\"nvidia\"", StringComparison.Ordinal) || line.Contains("runtimes.'nvidia'", StringComparison.Ordinal));
        var chosen = entries.LastOrDefault(entry => entry.Key is "default_runtime_name" or "default_runtime");
        var disabled = entries.Any(entry => entry.Key == "disabled_plugins" && entry.Items.Any(IsCri));
        return new CriConfig(handler, chosen?.Value, disabled, chosen?.Source ?? document.Whole)
        {
            Imports = entries.LastOrDefault(entry => entry is { Table: "", Key: "imports" })?.Items ?? [],
        };
    }

    // "cri", "io.containerd.grpc.v1.cri", or one of "io.containerd.cri.v1.*".
    private static bool IsCri(string plugin) =>
        plugin == "cri" || plugin.EndsWith(".cri", StringComparison.Ordinal) || plugin.StartsWith("io.containerd.cri.", StringComparison.Ordinal);

    /// <summary>This file with one that is read after it.</summary>
    public CriConfig Then(CriConfig later) => this with
    {
        HasNvidia = HasNvidia || later.HasNvidia,
        DefaultRuntime = later.DefaultRuntime ?? DefaultRuntime,
        CriDisabled = CriDisabled || later.CriDisabled,
        Source = later.DefaultRuntime is null ? Source : later.Source,
    };
}
