using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>Runs what the pages show. STRATA_APPROVE=1 writes the output into the page instead of comparing it.</summary>
public sealed class ReadmeTests
{
    private static bool Approves => Environment.GetEnvironmentVariable("STRATA_APPROVE") == "1";

    public static TheoryData<string> Pages() => [.. Directory.EnumerateFiles(Shell.Root, "*.md")
        .Concat(Directory.Exists(Path.Combine(Shell.Root, "docs")) ? Directory.EnumerateFiles(Path.Combine(Shell.Root, "docs"), "*.md") : [])
        .Select(path => Path.GetRelativePath(Shell.Root, path))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_that_a_page_shows_does_what_it_shows(string page)
    {
        var path = Path.Combine(Shell.Root, page);
        var lines = File.ReadAllLines(path);
        var results = ConsoleBlock.In(page, lines).ConvertAll(block => (Block: block, Result: Shell.Run(block.Command)));
        Assert.All(results, item => Assert.True(item.Result.ExitCode is >= 0 and <= 3, $"{item.Block.Command}: exit code {item.Result.ExitCode}: {item.Result.Error}"));
        // From the last to the first, so that an approved output does not move the lines of the others.
        foreach (var (block, result) in Enumerable.Reverse(results))
        {
            if (block.Differs || block.Expected.Length == 0)
            {
                continue;
            }
            if (Approves && !block.Expected.Contains("...", StringComparer.Ordinal))
            {
                lines = [.. lines[..(block.Line + 1)], .. result.Output.TrimEnd('\n').Split('\n'), .. lines[(block.Line + 1 + block.Expected.Length)..]];
                File.WriteAllLines(path, lines);
                continue;
            }
            Assert.True(block.Matches(result.Output), $"{page}: {block.Command} prints\n{result.Output}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_that_a_page_shows_is_run(string page) =>
        Assert.Empty(ConsoleBlock.NotRun(File.ReadAllLines(Path.Combine(Shell.Root, page))));

    [Fact]
    public void The_first_page_shows_the_main_job()
    {
        var commands = ConsoleBlock.In("README.md", File.ReadAllLines(Path.Combine(Shell.Root, "README.md"))).ConvertAll(block => block.Command);
        Assert.Contains("./strata doctor", commands);
        Assert.Contains(commands, command => command.StartsWith("./strata doctor --from ", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.StartsWith("./strata explain ", StringComparison.Ordinal));
    }
}
