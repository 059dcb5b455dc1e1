using Strata.Linux.Nvml.Probe;

namespace Strata.Linux.Tests.Nvml.Probe;

public sealed class BackOffTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Each_failure_doubles_the_wait_up_to_the_longest_and_success_ends_it()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), _clock);
        Assert.True(backOff.IsOver);
        foreach (var seconds in new[] { 1, 2, 3, 3 })
        {
            backOff.Failed();
            _clock.Pass(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.False(backOff.IsOver);
            _clock.Pass(TimeSpan.FromTicks(1));
            Assert.True(backOff.IsOver);
        }
        backOff.Failed();
        backOff.Worked();
        Assert.True(backOff.IsOver);
    }

    [Theory]
    [InlineData(2020)]
    [InlineData(2040)]
    public void Setting_the_clock_of_the_host_neither_ends_nor_lengthens_a_wait(int year)
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), _clock);
        backOff.Failed();
        _clock.SetWall(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _clock.Pass(TimeSpan.FromSeconds(9));
        Assert.False(backOff.IsOver);
        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.True(backOff.IsOver);
    }
}
