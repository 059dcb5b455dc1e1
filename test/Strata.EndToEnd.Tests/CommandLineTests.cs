using System.Text.Json;
using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("./strata", 64)]
    [InlineData("./strata dcotor", 64)]
    [InlineData("./strata doctor --format xml", 64)]
    [InlineData("./strata doctor --layer kernle", 64)]
    [InlineData("./strata doctor --layer 3", 64)]
    [InlineData("./strata doctor --from a --root b", 64)]
    [InlineData("./strata doctor --record -", 64)]
    [InlineData("./strata doctor --record ''", 64)]
    [InlineData("./strata explain --frobnicate", 64)]
    [InlineData("./strata rule show no-such-defect", 64)]
    [InlineData("./strata xid show banana", 64)]
    [InlineData("./strata capture", 64)]
    [InlineData("./strata explain /nonexistent/file", 65)]
    [InlineData("./strata explain /dev/null", 65)]
    [InlineData("./strata doctor --from /nonexistent/file", 65)]
    [InlineData("./strata doctor --root /nonexistent/tree", 65)]
    [InlineData("./strata capture -o /nonexistent/folder/host.tar.gz", 77)]
    [InlineData("head -c 100000 /dev/urandom | ./strata explain", 65)]
    public void A_wrong_call_or_input_is_one_clear_line(string line, int code)
    {
        var result = Shell.Run(line);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        var lines = result.Error.TrimEnd('\n').Split('\n');
        Assert.StartsWith("strata: ", lines[0], StringComparison.Ordinal);
        Assert.InRange(lines.Length, 1, 2);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./strata --help")]
    [InlineData("./strata doctor --help")]
    [InlineData("./strata explain --help")]
    [InlineData("./strata capture --help")]
    [InlineData("./strata rule list --help")]
    [InlineData("./strata rule show --help")]
    [InlineData("./strata xid show --help")]
    public void Help_fits_and_shows_examples(string line)
    {
        var result = Shell.Run(line);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("strata", result.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), text => Assert.InRange(text.Length, 0, 80));
    }

    [Fact]
    public void Layers_are_chosen_one_by_one_or_with_commas()
    {
        Assert.Equal(["bus", "driver"], Layers("--layer bus,driver"));
        Assert.Equal(["bus", "driver"], Layers("--layer Driver --layer bus"));

        static IEnumerable<string?> Layers(string options)
        {
            using var report = JsonDocument.Parse(Shell.Run($"./strata doctor {options} --format json").Output);
            return [.. report.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("layer").GetString())];
        }
    }

    [Fact]
    public void What_was_recorded_gives_the_same_verdict_and_causes()
    {
        var folder = Directory.CreateTempSubdirectory("strata-");
        try
        {
            var bundle = Path.Combine(folder.FullName, "recorded.tar.gz");
            var now = Shell.Run("printf '%s\\n' \"$1\" | ./strata doctor --from - --record \"$2\" --format json", Samples.LibraryMismatch, bundle);
            var later = Shell.Run("./strata doctor --from \"$1\" --format json", bundle);
            Assert.Equal((2, ""), (now.ExitCode, now.Error));
            Assert.Equal(Causes(now), Causes(later));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_fault_is_exit_code_2_in_every_format()
    {
        foreach (var format in new[] { "text", "json", "markdown", "html", "sarif", "junit", "nagios" })
        {
            var result = Shell.Run("printf '%s\\n' \"$1\" | ./strata explain --format \"$2\"", Samples.LibraryMismatch, format);
            Assert.Equal((2, ""), (result.ExitCode, result.Error));
            Assert.NotEqual("", result.Output);
        }
    }

    [Fact]
    public void Json_is_one_document()
    {
        var result = Shell.Run("printf '%s\\n' \"$1\" | ./strata explain --format json", Samples.LibraryMismatch);
        using var report = JsonDocument.Parse(result.Output);
        Assert.Equal("strata.report/1", report.RootElement.GetProperty("schema").GetString());
        Assert.Equal("fault", report.RootElement.GetProperty("verdict").GetString());
    }

    [Fact]
    public void A_text_that_says_nothing_is_unknown()
    {
        var result = Shell.Run("echo hello, world | ./strata explain");
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("UNKNOWN  ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_goes_away_is_not_an_error()
    {
        var result = Shell.Run("./strata rule list | head -n 1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("CODE", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_one_line()
    {
        var result = Shell.Run("./strata rule list > /dev/full");
        Assert.Equal(75, result.ExitCode);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void An_interrupt_is_exit_code_130()
    {
        var result = Shell.Run("timeout --preserve-status --signal=INT 1 ./strata explain < <(sleep 4)");
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public void A_terminal_gets_colour_and_a_pipe_does_not()
    {
        var colour = Terminal("TERM=xterm ./strata explain \"$FILE\"");
        Assert.Contains("\e[31;1mFAULT", colour.Output, StringComparison.Ordinal);
        foreach (var line in new[] { "TERM=xterm ./strata explain --no-color \"$FILE\"", "NO_COLOR=1 TERM=xterm ./strata explain \"$FILE\"", "TERM=dumb ./strata explain \"$FILE\"", "TERM=xterm ./strata explain \"$FILE\" | cat" })
        {
            Assert.DoesNotContain("\e", Terminal(line).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_a_file_a_terminal_is_not_waited_for()
    {
        var result = Shell.Run("script -qec './strata explain' /dev/null < /dev/null");
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("strata: nothing to explain", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Escape_sequences_of_an_input_reach_no_terminal()
    {
        var result = Shell.Run("printf 'NVRM: API mismatch: \\033[31m\\033]0;x\\007 fail\\n%s\\n' \"$1\" | ./strata explain", Samples.LibraryMismatch);
        Assert.DoesNotContain(result.Output, character => char.IsControl(character) && character != '\n');
    }

    [Fact]
    public void A_rule_is_shown_by_code_and_by_defect()
    {
        var bySlug = Shell.Run("./strata rule show driver-library-mismatch-stale-loaded-module");
        Assert.Equal(0, bySlug.ExitCode);
        var code = bySlug.Output.Split(' ')[0];
        Assert.Equal(bySlug.Output, Shell.Run("./strata rule show " + code.ToLowerInvariant()).Output);
    }

    private static ShellResult Terminal(string line) =>
        Shell.Run("FILE=$(mktemp) && trap 'rm -f \"$FILE\"' EXIT && printf '%s\\n' \"$1\" > \"$FILE\" && export FILE && script -qec \"$2\" /dev/null < /dev/null", Samples.LibraryMismatch, line);

    private static string Causes(ShellResult result)
    {
        using var report = JsonDocument.Parse(result.Output);
        return report.RootElement.GetProperty("verdict").GetString() + report.RootElement.GetProperty("root_causes").GetRawText();
    }
}
