namespace Strata.Linux.Nvml.Probe;

/// <summary>When to try again: each failure doubles the wait.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest, TimeProvider clock)
{
    private TimeSpan _wait = TimeSpan.Zero;
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    public bool IsOver => clock.GetUtcNow() >= _until;

    public void Failed()
    {
        _wait = _wait == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, longest.Ticks));
        _until = clock.GetUtcNow() + _wait;
    }

    public void Worked()
    {
        _wait = TimeSpan.Zero;
        _until = DateTimeOffset.MinValue;
    }
}
