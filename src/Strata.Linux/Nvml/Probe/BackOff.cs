namespace Strata.Linux.Nvml.Probe;

/// <summary>When to try again: each failure doubles the wait. Setting the clock of the host changes no wait.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, TimeProvider clock)
{
    private TimeSpan _wait = TimeSpan.Zero;
    private long _since;

    public bool IsOver => _wait == TimeSpan.Zero || clock.GetElapsedTime(_since) >= _wait;

    public void Failed()
    {
        _wait = _wait == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, longest.Ticks));
        _since = clock.GetTimestamp();
    }

    public void Worked() => _wait = TimeSpan.Zero;
}
