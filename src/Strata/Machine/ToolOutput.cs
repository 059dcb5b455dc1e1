namespace Strata.Machine;

/// <summary>What a tool printed.</summary>
/// <param name="ExitCode">Exit status; null in a transcript that does not tell.</param>
/// <param name="Output">Standard output followed by standard error.</param>
public sealed record ToolOutput(int? ExitCode, TextDocument Output);
