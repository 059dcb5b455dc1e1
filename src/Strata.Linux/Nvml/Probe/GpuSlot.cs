using System.Collections.Immutable;
using System.Globalization;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// One GPU as the host follows it. Its index may be another after the next start of the library, when another GPU has dropped
/// out; what hangs, what crashed and what was released belongs to the GPU and not to an index.
/// </summary>
/// <param name="number">Number under which probes know it; never used again for another GPU.</param>
/// <param name="status">What is known of it.</param>
/// <param name="backOff">Waits after a call for it ended a probe, so that it does not end the next one for all the others.</param>
/// <param name="sleep">When it is left alone to sleep.</param>
internal sealed class GpuSlot(int number, GpuStatus status, BackOff backOff, SleepGate sleep)
{
    private bool _wasOnBus;

    public int Number => number;

    public GpuStatus Status { get; set; } = status;

    public PciAddress? Address => Status.Address;

    public BackOff BackOff => backOff;

    public SleepGate Sleep => sleep;

    /// <summary>True when the running probe has its handle.</summary>
    public bool IsTaken { get; set; }

    /// <summary>True while a call for it hangs.</summary>
    public bool Hangs => Status.IsHanging;

    /// <summary>True when the kernel no longer has it on the bus under NVIDIA's driver, so that no start of the library finds it.</summary>
    public bool IsOffBus { get; private set; }

    /// <summary>True when it is left alone on purpose.</summary>
    public bool IsLeftAlone => Status.IsReleased || Status.IsAsleep;

    /// <summary>True when a probe may take its handle.</summary>
    public bool MayBeTaken => !IsLeftAlone && !Hangs && !IsOffBus && backOff.IsOver;

    /// <summary>True when it was lost, so that only a new start of the library can find it.</summary>
    public bool IsLost => MayBeTaken && Lifecycle.IsEnd(Status.Code);

    /// <summary>Notes whether the kernel still has it on the bus.</summary>
    public void LookAt(GpuBus bus)
    {
        var isOnBus = Address is { } gpu && bus.Gpus.Contains(gpu);
        IsOffBus = _wasOnBus && !isOnBus && !bus.Gpus.IsEmpty;
        _wasOnBus |= isOnBus;
        if (IsOffBus && !IsLeftAlone)
        {
            Failed(NvmlCode.GpuIsLost, "no longer on the bus under NVIDIA's driver");
        }
    }

    /// <summary>Takes its values away: nobody observes it any more, or it is about to be taken up anew.</summary>
    public void LeaveAlone(bool isReleased, bool isAsleep) => Status = Status with
    {
        IsReleased = isReleased, IsAsleep = isAsleep, Sample = null, SampledAt = null, Detail = null, DetailedAt = null, Code = NvmlCode.NotReady,
        Reason = isReleased ? "released on command" : isAsleep ? "left alone to sleep" : "not asked yet",
    };

    /// <summary>The last question for it was answered with a code.</summary>
    public void Answered(int code)
    {
        if (code == NvmlCode.Success)
        {
            backOff.Worked();
            Status = Status with { Code = code, Reason = null };
        }
        else if (Status.Code != code || Status.Reason is null)
        {
            Failed(code, string.Create(CultureInfo.InvariantCulture, $"the driver answers with code {code}"));
        }
    }

    /// <summary>The last question for it had no answer.</summary>
    public void Failed(int code, string reason) => Status = Status with { Code = code, Reason = reason };

    /// <summary>It cannot be asked now; what it answered before stays what is known of it.</summary>
    public void NotAsked(string reason)
    {
        if (!IsLeftAlone && !Hangs && Status.Code is NvmlCode.Success or NvmlCode.NotReady)
        {
            Failed(NvmlCode.NotReady, reason);
        }
    }

    /// <summary>A call for it hangs.</summary>
    public void Hung(ImmutableArray<BlockedThread> threads) =>
        Status = Status with { Code = NvmlCode.Timeout, Reason = "a call for it hangs in the driver", IsHanging = true, Hang = threads };

    /// <summary>The call for it that hung came back.</summary>
    public void CameBack() => Status = Status with { IsHanging = false, Hang = [] };

    /// <summary>The driver told which GPU it is, or refused its handle.</summary>
    public void Identified(ProbeReply reply)
    {
        if (reply.Identity is not { } told)
        {
            // A place where a GPU was and no longer is.
            Answered(reply.Code == NvmlCode.NotFound && Status.Identity is not null ? NvmlCode.GpuNotFound : reply.Code);
            return;
        }
        IsTaken = true;
        // Another GPU in the same place has a past of its own.
        Status = (told.Uuid == Status.Identity?.Uuid ? Status : new GpuStatus(told.Index)) with
        {
            Index = told.Index, Identity = told, Address = told.Address, Code = reply.Code, Reason = null,
        };
    }
}
