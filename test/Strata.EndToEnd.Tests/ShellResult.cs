namespace Strata.EndToEnd.Tests;

/// <summary>What a command did.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error);
