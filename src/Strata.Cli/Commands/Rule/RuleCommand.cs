using System.CommandLine;

namespace Strata.Cli.Commands.Rule;

/// <summary><c>strata rule</c>: the rule catalogue.</summary>
internal static class RuleCommand
{
    public static Command Create() => new ExampledCommand("rule", "The catalogue of rules.", "strata rule list", "strata rule show nouveau-bound-to-gpu")
    {
        RuleListCommand.Create(),
        RuleShowCommand.Create(),
    };
}
