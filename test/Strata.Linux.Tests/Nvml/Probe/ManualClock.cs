namespace Strata.Linux.Tests.Nvml.Probe;

/// <summary>A clock whose time passes, and whose wall clock is set, only by the test.</summary>
internal sealed class ManualClock : TimeProvider
{
    private TimeSpan _passed;
    private DateTimeOffset _wall = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public override DateTimeOffset GetUtcNow() => _wall;

    public void Pass(TimeSpan time)
    {
        _passed += time;
        _wall += time;
    }

    public void SetWall(DateTimeOffset wall) => _wall = wall;
}
