using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Sampling;

namespace Strata.Layers.Driver;

/// <summary>A GPU that the driver lists and that does not answer.</summary>
/// <param name="Address">Its address; null where it never told who it is.</param>
/// <param name="Index">Index in the order of the driver.</param>
/// <param name="Code">Return code of the last question.</param>
/// <param name="Hangs">True while a call for it hangs in the driver.</param>
/// <param name="Hang">Where the call hangs; empty when none does, or when the kernel does not tell.</param>
/// <param name="Source">The question and how it ended.</param>
public sealed record SilentGpu(PciAddress? Address, int Index, int Code, bool Hangs, ImmutableArray<BlockedThread> Hang, Source Source)
{
    /// <summary>How people name it.</summary>
    public string Subject => Address?.ToString() ?? $"GPU {Index}";
}
