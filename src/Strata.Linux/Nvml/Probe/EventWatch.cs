using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Structs;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>Waits for events of the driver on a thread of its own.</summary>
internal sealed unsafe class EventWatch : IDisposable
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

    /// <summary>Registers for everything that each GPU can tell.</summary>
    public static (EventWatch? Watch, int Code) Start(NvmlLibrary library, IReadOnlyDictionary<nint, int> gpus, Action<GpuEvent> tell)
    {
        var set = EventCalls.Create.Get(library);
        if (!set.IsKnown)
        {
            return (null, set.Code);
        }
        foreach (var handle in gpus.Keys)
        {
            if (EventCalls.Supported.Get(library, handle) is { IsKnown: true, Value: not 0 and var types })
            {
                EventCalls.Register.Do(library, handle, (nint)types, set.Value);
            }
        }
        var watch = new EventWatch(library, set.Value, gpus, tell);
        watch._thread.Start();
        return (watch, NvmlCode.Success);
    }

    // The set is freed only when nobody waits on it any more.
    public void Dispose()
    {
        _isStopped = true;
        if (_thread.Join(2 * WaitMilliseconds))
        {
            EventCalls.Free.Do(_library, _set);
        }
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
                return;
            }
        }
    }

    private static int? Instance(uint id) => id == uint.MaxValue ? null : (int)id;
}
