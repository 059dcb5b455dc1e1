namespace Strata.Dev;

/// <summary>A rule class as its file names it.</summary>
/// <param name="Code">Code such as <c>ST2010</c>.</param>
/// <param name="Type">Full name of the class.</param>
public sealed record RuleEntry(string Code, string Type);
