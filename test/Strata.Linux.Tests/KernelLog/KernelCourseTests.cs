using Strata.Linux.KernelLog;

namespace Strata.Linux.Tests.KernelLog;

public sealed class KernelCourseTests
{
    [Fact]
    public void The_first_look_of_a_boot_misses_nothing_that_it_could_know_of() =>
        Assert.Equal([(true, 0L), (true, 0L)], Take(null, 500, 501));

    [Fact]
    public void What_an_earlier_run_read_is_not_new() =>
        Assert.Equal([(false, 0L), (false, 0L), (true, 0L)], Take(6, 5, 6, 7));

    [Fact]
    public void Records_that_were_overwritten_are_counted() =>
        Assert.Equal([(true, 93L), (true, 0L), (true, 4L)], Take(6, 100, 101, 106));

    [Fact]
    public void The_log_of_this_machine_is_told_from_its_start_and_in_order()
    {
        var sequences = new List<long>();
        using var enough = new CancellationTokenSource();
        var isRead = new KernelFollower(
            line =>
            {
                Assert.NotNull(line.Age);
                sequences.Add(line.Sequence);
            },
            _ => { }, enough.Cancel).Follow(null, enough.Token);

        // Not every place where tests run lets the kernel's log be read; then the follower must say so.
        Assert.Equal(isRead, sequences.Count > 0 || enough.IsCancellationRequested);
        Assert.Equal(sequences.Order(), sequences);
    }

    private static List<(bool, long)> Take(long? after, params long[] sequences)
    {
        var course = new KernelCourse(after);
        return [.. sequences.Select(course.Take)];
    }
}
