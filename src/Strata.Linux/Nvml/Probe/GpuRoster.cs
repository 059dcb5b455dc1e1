using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>Which GPUs there are, by their places on the bus; an index of the driver stands for a GPU only until the next start.</summary>
internal sealed class GpuRoster(GpuHostOptions options, TimeProvider clock)
{
    private int _nextNumber;
    private int _lastCount = -1;
    private bool _isReleased;

    /// <summary>The GPUs, in the order of their places; those whose place is not known stand last.</summary>
    public ImmutableArray<GpuSlot> Slots { get; private set; } = [];

    /// <summary>What is known of each.</summary>
    public ImmutableArray<GpuStatus> Statuses => [.. Slots.Select(slot => slot.Status)];

    /// <summary>True when no GPU may be touched.</summary>
    public bool IsLeftAlone => Slots.IsEmpty ? _isReleased : Slots.All(slot => slot.IsLeftAlone);

    /// <summary>Takes the GPUs that the kernel shows for granted until the driver says otherwise.</summary>
    public void Expect(GpuBus bus)
    {
        foreach (var (index, gpu) in bus.Gpus.Index())
        {
            if (!Slots.Any(slot => slot.Address == gpu))
            {
                Add(new GpuStatus(index) { Address = gpu });
            }
        }
        Look(bus);
    }

    /// <summary>Closes and opens the gates of GPUs that can sleep.</summary>
    /// <returns>True when the running probe must let go of one.</returns>
    public bool Look(GpuBus bus)
    {
        var mustLetGo = false;
        foreach (var slot in Slots)
        {
            if (slot.Address is not { } gpu)
            {
                continue;
            }
            slot.LookAt(bus);
            slot.Sleep.Look(bus.PowerOf(gpu));
            if (slot.Sleep.IsClosed != slot.Status.IsAsleep)
            {
                slot.LeaveAlone(slot.Status.IsReleased, slot.Sleep.IsClosed);
            }
            mustLetGo |= slot is { IsTaken: true, IsLeftAlone: true };
        }
        return mustLetGo;
    }

    /// <summary>Marks GPUs as released.</summary>
    /// <returns>True when the running probe must let go of one.</returns>
    /// <exception cref="ArgumentException">There is no such GPU.</exception>
    public bool Release(PciAddress? gpu)
    {
        _isReleased |= gpu is null;
        foreach (var slot in Named(gpu))
        {
            slot.LeaveAlone(isReleased: true, slot.Status.IsAsleep);
        }
        return Slots.Any(slot => slot is { IsTaken: true, IsLeftAlone: true });
    }

    /// <summary>Marks GPUs as held.</summary>
    /// <exception cref="ArgumentException">There is no such GPU.</exception>
    public void Hold(PciAddress? gpu)
    {
        _isReleased &= gpu is not null;
        foreach (var slot in Named(gpu))
        {
            if (slot.Status.IsReleased)
            {
                slot.LeaveAlone(isReleased: false, slot.Status.IsAsleep);
            }
        }
    }

    /// <summary>
    /// GPUs that the driver has and to which no place leads. While a GPU whose index may have changed is left out, what an
    /// index stands for is not known, so nothing is asked by index.
    /// </summary>
    /// <param name="count">GPUs that the driver has.</param>
    public ImmutableArray<GpuSlot> Unplaced(int count)
    {
        // The kernel shows GPUs that this process may not use, as in a container: the driver knows nothing of them.
        Slots = [.. Slots.Where(slot => slot.Status.Identity is not null || slot.IsLeftAlone || slot.IsTaken || slot.Status.Code is not (NvmlCode.NotFound or NvmlCode.GpuNotFound or NvmlCode.NoPermission))];
        var placed = Slots.Where(slot => slot.Address is not null).ToList();
        if (placed.Count >= count || (count != _lastCount && placed.Exists(slot => !slot.IsTaken)))
        {
            return [];
        }
        foreach (var index in Enumerable.Range(0, count).Where(index => !Slots.Any(slot => slot.Status.Index == index)).ToList())
        {
            Add(new GpuStatus(index));
        }
        return [.. Slots.Where(slot => slot.Address is null)];
    }

    /// <summary>Puts the GPUs in order after a start.</summary>
    public void Taken(int count)
    {
        _lastCount = count;
        // An index led to a GPU that is known by its place: it is found there on the next start.
        Slots =
        [
            .. Slots.OrderBy(slot => slot.Address is null).ThenBy(slot => slot.Address).ThenBy(slot => slot.Number)
                .DistinctBy(slot => slot.Address is { } gpu ? gpu.ToString() : $"number {slot.Number}"),
        ];
    }

    /// <summary>The probe is gone, and the handles with it.</summary>
    /// <returns>The GPUs that it had open.</returns>
    public ImmutableArray<PciAddress> Forget()
    {
        ImmutableArray<PciAddress> held = [.. Slots.Where(slot => slot.IsTaken).Select(slot => slot.Address).OfType<PciAddress>()];
        foreach (var slot in Slots)
        {
            slot.IsTaken = false;
        }
        return held;
    }

    private void Add(GpuStatus status)
    {
        var slot = new GpuSlot(
            _nextNumber++, status, new BackOff(options.FirstBackOff, options.LongestBackOff, clock),
            new SleepGate(options.IdleSamples, new BackOff(options.SleepPatience, 64 * options.SleepPatience, clock)));
        if (_isReleased)
        {
            slot.LeaveAlone(isReleased: true, isAsleep: false);
        }
        Slots = Slots.Add(slot);
    }

    private IEnumerable<GpuSlot> Named(PciAddress? gpu)
    {
        if (gpu is not { } address)
        {
            return Slots;
        }
        return Slots.FirstOrDefault(slot => slot.Address == address) is { } named ? [named] : throw new ArgumentException($"{address}: there is no GPU");
    }
}
