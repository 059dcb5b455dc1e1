using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class LauncherTests
{
    [Fact]
    public void A_later_start_does_not_build()
    {
        var result = Shell.Run("./strata --version");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^strata \d+\.\d+\.\d+\n$", result.Output);
    }

    [Fact]
    public void It_runs_from_anywhere_and_through_a_link()
    {
        var result = Shell.Run("d=$(mktemp -d) && ln -s \"$PWD/strata\" \"$d/s\" && cd / && \"$d/s\" --version; rm -r \"$d\"");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public void Without_dotnet_it_says_what_is_missing()
    {
        var result = Shell.Run("""
            d=$(mktemp -d) && trap 'rm -r "$d"' EXIT && cp strata "$d" && mkdir "$d/bin" &&
            for tool in bash dirname readlink uname find; do ln -s "$(command -v $tool)" "$d/bin"; done &&
            PATH="$d/bin" "$(command -v bash)" "$d/strata" --version
            """);
        Assert.Equal(69, result.ExitCode);
        Assert.Contains(".NET 10 SDK", result.Error, StringComparison.Ordinal);
    }
}
