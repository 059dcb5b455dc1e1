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
}
