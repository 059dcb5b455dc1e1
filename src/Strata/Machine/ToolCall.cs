using System.Collections.Immutable;

namespace Strata.Machine;

/// <summary>One run of an allow-listed tool; the arguments are an array, never a shell line.</summary>
/// <param name="Tool">Base name of the tool.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record ToolCall(string Tool, ImmutableArray<string> Arguments)
{
    /// <summary>Makes a call.</summary>
    public static ToolCall Of(string tool, params ReadOnlySpan<string> arguments) => new(tool, [.. arguments]);

    /// <summary>The command line as a person would type it.</summary>
    public string CommandLine => Arguments.IsEmpty ? Tool : Tool + " " + string.Join(' ', Arguments);

    /// <summary>Two calls are the same question when their command lines are.</summary>
    public bool Equals(ToolCall? other) => other is not null && string.Equals(CommandLine, other.CommandLine, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => CommandLine.GetHashCode(StringComparison.Ordinal);
}
