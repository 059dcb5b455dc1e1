namespace Strata.Machine;

/// <summary>Where a value was read: the name of the file, tool or log, the line in it and the text of that line.</summary>
/// <param name="Name">Path of a file, command line of a tool, or name of a log.</param>
/// <param name="Line">One-based line in the input, where the source has lines.</param>
/// <param name="Text">The line itself, untrusted.</param>
public sealed record Source(string Name, int? Line = null, string? Text = null);
