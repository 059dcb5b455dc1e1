using System.Collections.Immutable;

namespace Strata.Layers.Container.Cdi;

/// <summary>Newest CDI specification that an engine reads, up to a version of the engine.</summary>
/// <param name="Engine">Engine.</param>
/// <param name="Below">First version of the engine for which the row no longer holds.</param>
/// <param name="Newest">Newest specification; null when the engine knows no CDI.</param>
/// <param name="Reference">Where the fact comes from.</param>
public sealed record CdiSupportRow(EngineKind Engine, Version Below, Version? Newest, string Reference);

/// <summary>Which engine reads which specification.</summary>
public static class CdiSupport
{
    /// <summary>The table; a version beyond the last row of its engine reads everything known.</summary>
    public static ImmutableArray<CdiSupportRow> Rows { get; } =
    [
        new(EngineKind.Podman, new Version(4, 1), null, "NVIDIA/nvidia-container-toolkit#63"),
        new(EngineKind.Podman, new Version(4, 3), new Version(0, 4, 0), "NVIDIA/nvidia-container-toolkit#38"),
        new(EngineKind.Podman, new Version(5, 0), new Version(0, 6, 0), "NVIDIA/nvidia-container-toolkit#1860, #1940"),
        new(EngineKind.Docker, new Version(25, 0), null, "NVIDIA/nvidia-container-toolkit#434"),
    ];

    /// <summary>First version of the toolkit that writes specifications of version 0.7.0 by default (release notes of 1.19.1).</summary>
    public static Version ToolkitWithSpec07 { get; } = new(1, 19, 1);

    /// <summary>The row that limits an engine, or null when nothing limits it.</summary>
    public static CdiSupportRow? LimitOf(EngineKind engine, Version version) =>
        Rows.FirstOrDefault(row => row.Engine == engine && version < row.Below);
}
