using Strata.Linux.Yaml;

namespace Strata.Linux.Tests.Yaml;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("500ms", 0.5)]
    [InlineData("1.5s", 1.5)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("1m500ms", 60.5)]
    public void Times_are_numbers_with_units(string text, double seconds) => Assert.Equal(seconds, Duration.Parse(text)!.Value.TotalSeconds, 6);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1s1h")]
    [InlineData("1 s")]
    [InlineData("1e9s")]
    [InlineData("99999999999999999999d")]
    [InlineData("1s\n")]
    public void Anything_else_is_not_a_time(string text) => Assert.Null(Duration.Parse(text));

    [Theory]
    [InlineData(100, "100ms")]
    [InlineData(1000, "1s")]
    [InlineData(90_000, "90s")]
    [InlineData(86_400_000, "1d")]
    public void A_time_is_written_as_it_can_be_read(int milliseconds, string text)
    {
        Assert.Equal(text, Duration.Text(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(text));
    }
}
