using System.Collections.Immutable;
using Strata.Layers.Bus;

namespace Strata.Linux.Nvml.Probe;

/// <summary>Probes that were left behind in a call that hangs. Each still holds every GPU whose handle it had.</summary>
internal sealed class LeftProbes
{
    private readonly List<Left> _left = [];

    /// <summary>Probes that hang now.</summary>
    public int Count => _left.Count;

    /// <summary>Probes that were left behind since the start.</summary>
    public int InAll { get; private set; }

    /// <summary>True when one of them still has the GPU open.</summary>
    public bool Hold(PciAddress gpu) => _left.Any(left => left.Held.Contains(gpu));

    /// <summary>Leaves a probe behind.</summary>
    /// <param name="probe">The probe.</param>
    /// <param name="slot">The GPU whose call hangs; null for a call that concerns none.</param>
    /// <param name="held">The GPUs that it has open.</param>
    public void Add(ProbeClient probe, GpuSlot? slot, ImmutableArray<PciAddress> held)
    {
        _left.Add(new Left(probe, slot, held));
        InAll++;
    }

    /// <summary>Takes back those whose call came back: a probe that sees the end of its input ends.</summary>
    public async Task TakeBackAsync()
    {
        foreach (var left in _left.Where(left => !left.Probe.IsRunning).ToList())
        {
            _left.Remove(left);
            await left.Probe.DisposeAsync().ConfigureAwait(false);
            if (left.Slot is { } slot && !_left.Any(other => other.Slot == slot))
            {
                slot.CameBack();
            }
        }
    }

    private sealed record Left(ProbeClient Probe, GpuSlot? Slot, ImmutableArray<PciAddress> Held);
}
