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
    private readonly IReadOnlyDictionary<nint, int> _gpus;
    private readonly Action<GpuEvent> _tell;
    private readonly Thread _thread;
    private volatile bool _isStopped;

    private EventWatch(NvmlLibrary library, nint set, IReadOnlyDictionary<nint, int> gpus, Action<GpuEvent> tell)
    {
        _library = library;
        _set = set;
        _gpus = gpus;
        _tell = tell;
        _thread = new Thread(Run) { IsBackground = true };
    }

    /// <summary>Registers for the Xids of each GPU; null when none tells them.</summary>
    public static (EventWatch? Watch, int Code) Start(NvmlLibrary library, IReadOnlyDictionary<nint, int> gpus, Action<GpuEvent> tell)
    {
        var set = EventCalls.Create.Get(library);
        if (!set.IsKnown)
        {
            return (null, set.Code);
        }
        var registered = gpus.Keys.Count(handle =>
            EventCalls.Supported.Get(library, handle) is { IsKnown: true, Value: var types } && (types & GpuEvent.XidCritical) != 0
            && EventCalls.Register.Do(library, handle, (nint)GpuEvent.XidCritical, set.Value) == NvmlCode.Success);
        if (registered == 0)
        {
            EventCalls.Free.Do(library, set.Value);
            return (null, NvmlCode.NotSupported);
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

    private void Run()
    {
        while (!_isStopped)
        {
            var data = default(EventData);
            var code = _library.Call(EventCalls.Wait, _set, (nint)(&data), WaitMilliseconds);
            if (code == NvmlCode.Success)
            {
                _tell(new GpuEvent(
                    _gpus.TryGetValue(data.Device, out var gpu) ? gpu : null, data.Type, data.Data, Instance(data.GpuInstance), Instance(data.ComputeInstance)));
            }
            else if (code != NvmlCode.Timeout)
            {
                Thread.Sleep(WaitMilliseconds);
            }
        }
    }

    private static int? Instance(uint id) => id == uint.MaxValue ? null : (int)id;
}
