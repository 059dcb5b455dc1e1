using Strata.Linux.Processes;

namespace Strata.Linux.Tests.Processes;

public sealed class ProcessStatTests
{
    [Theory]
    [InlineData("7 (python) S 1 7 7 0 -1 0 9 0 0 0 250 50 0 0 20 0 1 0 123456 4096 42 18446744073709551615 1")]
    [InlineData("7 (a ) R (b) S 1 7 7 0 -1 0 9 0 0 0 250 50 0 0 20 0 1 0 123456 4096 42 18446744073709551615 1")]
    public void The_name_may_hold_blanks_and_brackets(string line) => Assert.Equal(new ProcessStat(123456, 300, 42), ProcessStat.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("7 (python) S 1 7")]
    [InlineData("7 (python) S 1 7 7 0 -1 0 9 0 0 0 x 50 0 0 20 0 1 0 123456 4096 42 0 1")]
    public void Anything_else_is_no_process(string line) => Assert.Null(ProcessStat.Parse(line));
}
