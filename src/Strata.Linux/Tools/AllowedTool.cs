using System.Collections.Immutable;

namespace Strata.Linux.Tools;

/// <summary>A tool that may be run, with the arguments that only read.</summary>
/// <param name="Name">Base name.</param>
internal sealed record AllowedTool(string Name)
{
    /// <summary>Command lines that are allowed: words, where <c>*</c> stands for any one value and a last word that ends in <c>...</c> for any number of such.</summary>
    public required ImmutableArray<string> Forms { get; init; }

    /// <summary>True when the tool calls into the GPU driver, so that it must never be killed there.</summary>
    public bool CallsDriver { get; init; }

    /// <summary>Arguments put before those of the call, such as <c>--no-pager</c>.</summary>
    public ImmutableArray<string> Before { get; init; } = [];

    /// <summary>True when these arguments are one of the forms. A value must not look like an option.</summary>
    public bool Allows(ImmutableArray<string> arguments)
    {
        foreach (var form in Forms)
        {
            if (Fits(form.Split(' ', StringSplitOptions.RemoveEmptyEntries), arguments))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Fits(string[] form, ImmutableArray<string> arguments)
    {
        for (var i = 0; i < form.Length; i++)
        {
            if (form[i].EndsWith("...", StringComparison.Ordinal))
            {
                var word = form[i] == "..." ? "*" : form[i][..^3];
                return arguments.Skip(i).All(argument => FitsWord(word, argument));
            }
            if (i >= arguments.Length || !FitsWord(form[i], arguments[i]))
            {
                return false;
            }
        }
        return arguments.Length == form.Length;
    }

    private static bool FitsWord(string word, string argument)
    {
        if (word == "*")
        {
            return IsValue(argument);
        }
        return word.EndsWith("=*", StringComparison.Ordinal)
            ? argument.StartsWith(word[..^1], StringComparison.Ordinal) && IsText(argument)
            : word == argument;
    }

    private static bool IsValue(string argument) => argument.Length > 0 && argument[0] != '-' && IsText(argument);

    private static bool IsText(string argument) => argument.Length <= 4096 && !argument.Any(char.IsControl);
}
