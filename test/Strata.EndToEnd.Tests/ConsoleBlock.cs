using System.Text.RegularExpressions;

namespace Strata.EndToEnd.Tests;

/// <summary>A command that a page shows, with the output that it shows below.</summary>
/// <param name="Page">The page.</param>
/// <param name="Line">Index of the command's line.</param>
/// <param name="Command">The command without its prompt.</param>
/// <param name="Expected">Lines of output; <c>...</c> alone stands for any lines.</param>
/// <param name="Differs">True when the output differs between machines.</param>
internal sealed record ConsoleBlock(string Page, int Line, string Command, string[] Expected, bool Differs)
{
    /// <summary>Stands in the line before a block whose output differs between machines.</summary>
    public const string Mark = "<!-- differs between machines -->";

    private static readonly string[] Prompts = ["$ ./strata", "$ lab/"];

    /// <summary>The commands in the blocks marked <c>console</c>.</summary>
    public static List<ConsoleBlock> In(string page, string[] lines)
    {
        var blocks = new List<ConsoleBlock>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```console")
            {
                continue;
            }
            var differs = i > 0 && lines[i - 1] == Mark;
            for (i++; lines[i] != "```"; i++)
            {
                if (Prompts.Any(prompt => lines[i].StartsWith(prompt, StringComparison.Ordinal)))
                {
                    var end = i + 1;
                    while (lines[end] != "```" && !lines[end].StartsWith("$ ", StringComparison.Ordinal))
                    {
                        end++;
                    }
                    blocks.Add(new ConsoleBlock(page, i, lines[i][2..], lines[(i + 1)..end], differs));
                }
            }
        }
        return blocks;
    }

    /// <summary>Lines that show a command of strata in a block that no test runs.</summary>
    public static IEnumerable<string> NotRun(string[] lines)
    {
        string? fence = null;
        foreach (var line in lines)
        {
            var trimmed = line.TrimStart();
            if (trimmed.StartsWith("```", StringComparison.Ordinal))
            {
                fence = fence is null ? line : null;
            }
            else if (fence != "```console" && trimmed.StartsWith("$ ./strata", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    /// <summary>True when an output is what the page shows.</summary>
    public bool Matches(string output)
    {
        var pattern = string.Concat(Expected.Select(line => line == "..." ? @"(?:[^\n]*\n)*" : Regex.Escape(line) + "\n"));
        return Regex.IsMatch(output, $@"\A{pattern}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    }
}
