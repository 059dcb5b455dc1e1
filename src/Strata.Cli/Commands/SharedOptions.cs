using System.CommandLine;
using Strata.Cli.Terminal;

namespace Strata.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    public static Option<string> Format(params string[] forms)
    {
        var option = new Option<string>("--format")
        {
            Description = "Form of the output: " + string.Join(", ", forms) + ".",
            HelpName = "FORM",
            DefaultValueFactory = _ => OutputFormat.Text,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && !forms.Contains(token.Value, StringComparer.Ordinal))
            {
                result.AddError($"--format {token.Value}: not one of {string.Join(", ", forms)}");
            }
        });
        return option;
    }

    public static Option<bool> NoColour() => new("--no-color") { Description = "No colours (also: NO_COLOR in the environment, or a pipe)." };

    public static Option<string?> Library() => new("--library") { Description = "Use this libnvidia-ml instead of the system's.", HelpName = "PATH" };

    public static Option<bool> Demo() => new("--demo") { Description = "Show the lab's fake GPUs instead of this host's, and say so everywhere." };

    /// <summary>The path of an option that names a file, or null when it is not given.</summary>
    public static string? FileOf(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } path || File.Exists(path)
        ? parsed.GetValue(option)
        : throw new UsageException($"{option.Name} {path}: no such file");
}
