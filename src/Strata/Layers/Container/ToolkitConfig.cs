using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>Settings of NVIDIA's container runtime that decide whether a container gets its devices.</summary>
/// <param name="NoCgroups">Devices are not entered into the container's device cgroup: right for rootless engines only.</param>
/// <param name="Mode"><c>auto</c>, <c>legacy</c>, <c>cdi</c> or <c>csv</c>.</param>
/// <param name="NoCgroupsSource">Where <paramref name="NoCgroups"/> stands.</param>
public sealed record ToolkitConfig(bool NoCgroups, string Mode, Source NoCgroupsSource)
{
    /// <summary>Reads config.toml; total.</summary>
    public static ToolkitConfig Parse(TextDocument document)
    {
        var entries = TomlLines.Parse(document);
        var noCgroups = entries.LastOrDefault(entry => entry.Key == "no-cgroups");
        var mode = entries.LastOrDefault(entry => entry is { Table: "nvidia-container-runtime", Key: "mode" });
        return new ToolkitConfig(noCgroups?.Value == "true", mode?.Value ?? "auto", noCgroups?.Source ?? document.Whole);
    }
}
