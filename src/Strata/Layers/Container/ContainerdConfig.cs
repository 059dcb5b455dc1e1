using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>What containerd knows of NVIDIA's runtime; file versions 1, 2 and 3 differ only in the names of the tables above.</summary>
/// <param name="HasNvidia">A runtime handler named nvidia is defined.</param>
/// <param name="DefaultRuntime">Handler of pods that name none, or null when not told.</param>
/// <param name="CriDisabled">The plugin that serves the kubelet is switched off.</param>
/// <param name="Source">Where it was read.</param>
public sealed record ContainerdConfig(bool HasNvidia, string? DefaultRuntime, bool CriDisabled, Source Source)
{
    /// <summary>Reads config.toml; total.</summary>
    public static ContainerdConfig Parse(TextDocument document)
    {
        var entries = TomlLines.Parse(document);
        var handler = document.Lines.Any(line => line.TrimStart().StartsWith('[') && line.Contains("runtimes.nvidia", StringComparison.Ordinal)
            || line.Contains("runtimes.\"nvidia\"", StringComparison.Ordinal) || line.Contains("runtimes.'nvidia'", StringComparison.Ordinal));
        var chosen = entries.LastOrDefault(entry => entry.Key == "default_runtime_name");
        var disabled = entries.Any(entry => entry.Key == "disabled_plugins" && entry.Value.Contains("cri", StringComparison.Ordinal));
        return new ContainerdConfig(handler, chosen?.Value, disabled, chosen?.Source ?? document.Whole);
    }
}
