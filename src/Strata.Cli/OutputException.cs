namespace Strata.Cli;

/// <summary>The file that the user named for the output cannot be written; the message is one line for the user.</summary>
internal sealed class OutputException(string message, Exception inner) : Exception(message, inner);
