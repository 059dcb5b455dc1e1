using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>Which program starts containers.</summary>
public enum EngineKind
{
    /// <summary>Docker.</summary>
    Docker,

    /// <summary>Podman.</summary>
    Podman,

    /// <summary>containerd without Docker.</summary>
    Containerd,

    /// <summary>CRI-O.</summary>
    CriO,
}

/// <summary>One container engine of a host.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Version">Its version, or null when not told.</param>
/// <param name="IsSnap">It came as a snap.</param>
/// <param name="Source">Where it was read.</param>
public sealed record ContainerEngine(EngineKind Kind, Version? Version, bool IsSnap, Source Source);
