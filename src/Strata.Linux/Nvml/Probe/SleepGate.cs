namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// Decides when a GPU that can sleep (runtime D3) is left alone. A GPU that sleeps is not woken; one that was idle for a while
/// is let go of, because the agent itself would keep it awake; one that was woken by somebody else is taken up again.
/// </summary>
/// <param name="idleSamples">Idle samples in a row after which it is let go of.</param>
/// <param name="patience">How long it is given to fall asleep before the agent takes it up again; longer each time that it did not.</param>
internal sealed class SleepGate(int idleSamples, BackOff patience)
{
    private int _idle;
    private bool _hasSlept;

    /// <summary>True while nothing may be asked of it.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Notes what the kernel says of its power before a tick.</summary>
    public void Look(GpuPower power)
    {
        if (power == GpuPower.Asleep)
        {
            IsClosed = true;
            _hasSlept = true;
            patience.Worked();
        }
        else if (power == GpuPower.AlwaysOn || (IsClosed && (_hasSlept || patience.IsOver)))
        {
            IsClosed = false;
            _hasSlept = false;
            _idle = 0;
        }
        else if (!IsClosed && _idle >= idleSamples)
        {
            IsClosed = true;
            _hasSlept = false;
            patience.Failed();
        }
    }

    /// <summary>Notes whether anybody used it in a sample.</summary>
    public void Sampled(bool isIdle) => _idle = isIdle ? _idle + 1 : 0;
}
