namespace Strata.Machine;

/// <summary>One line of a log.</summary>
/// <param name="Number">One-based line in the input.</param>
/// <param name="Text">The line without its end, untrusted.</param>
public readonly record struct LogLine(int Number, string Text);

/// <summary>A log of the machine. The lines are read once, in order; a large log passes only lines that can matter.</summary>
/// <param name="Name">Name shown as the source of evidence, such as <c>dmesg</c> or <c>journalctl -b -1</c>.</param>
/// <param name="Era">How old its lines are, as far as the container tells.</param>
/// <param name="Lines">The lines.</param>
public sealed record LogText(string Name, Era Era, IEnumerable<LogLine> Lines);
