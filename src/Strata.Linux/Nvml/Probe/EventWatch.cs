using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Structs;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>Waits for events of the driver on a thread of its own.</summary>
internal sealed unsafe class EventWatch
{
    private const int WaitMilliseconds = 1000;

    private readonly NvmlLibrary _library;
    private readonly nint _set;
    private readonly IReadOnlyDictionary<nint, GpuIdentity> _gpus;
    private readonly Action<GpuEvent> _tell;
    private readonly Thread _thread;
    private volatile bool _isStopped;

    private EventWatch(NvmlLibrary library, nint set, IReadOnlyDictionary<nint, GpuIdentity> gpus, Action<GpuEvent> tell)
    {
        _library = library;
        _set = set;
        _gpus = gpus;
        _tell = tell;
        _thread = new Thread(Run) { IsBackground = true, Name = "events" };
    }

    /// <summary>Registers for the Xids of each GPU; null when none tells them, with the code of the last refusal.</summary>
    public static (EventWatch? Watch, int Code) Start(NvmlLibrary library, IReadOnlyDictionary<nint, GpuIdentity> gpus, Action<GpuEvent> tell)
    {
        var set = EventCalls.Create.Get(library);
        if (!set.IsKnown)
        {
            return (null, set.Code);
        }
        var (isRegistered, refusal) = (false, NvmlCode.NotSupported);
        foreach (var handle in gpus.Keys)
        {
            var code = Register(library, handle, set.Value);
            isRegistered |= code == NvmlCode.Success;
            refusal = code == NvmlCode.Success ? refusal : code;
        }
        if (!isRegistered)
        {
            EventCalls.Free.Do(library, set.Value);
            return (null, refusal);
        }
        var watch = new EventWatch(library, set.Value, gpus, tell);
        watch._thread.Start();
        return (watch, NvmlCode.Success);
    }

    /// <summary>Ends it; false when its thread hangs in the library, which then must not be shut down under it.</summary>
    public bool Stop()
    {
        _isStopped = true;
        if (!_thread.Join(2 * WaitMilliseconds))
        {
            return false;
        }
        EventCalls.Free.Do(_library, _set);
        return true;
    }

    private static int Register(NvmlLibrary library, nint handle, nint set)
    {
        var types = EventCalls.Supported.Get(library, handle);
        return !types.IsKnown ? types.Code
            : (types.Value & GpuEvent.XidCritical) == 0 ? NvmlCode.NotSupported
            : EventCalls.Register.Do(library, handle, (nint)GpuEvent.XidCritical, set);
    }

    private void Run()
    {
        while (!_isStopped)
        {
            var data = default(EventData);
            var code = _library.Wait(EventCalls.Wait, _set, (nint)(&data), WaitMilliseconds);
            if (code == NvmlCode.Success)
            {
                if (!TryTell(data))
                {
                    return;
                }
            }
            else if (code is NvmlCode.Uninitialized or NvmlCode.FunctionNotFound)
            {
                // The set is worth nothing any more; the next start makes another.
                return;
            }
            else if (code != NvmlCode.Timeout)
            {
                // A lost GPU says so for every wait; the others still tell theirs.
                Thread.Sleep(WaitMilliseconds);
            }
        }
    }

    // Nobody listens any more: the question that is being answered ends the probe, not this thread in the middle of a call.
    private bool TryTell(EventData data)
    {
        var gpu = _gpus.GetValueOrDefault(data.Device);
        try
        {
            _tell(new GpuEvent(gpu?.Index, data.Type, data.Data, Instance(data.GpuInstance), Instance(data.ComputeInstance)) { Address = gpu?.Address });
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int? Instance(uint id) => id == uint.MaxValue ? null : (int)id;
}
