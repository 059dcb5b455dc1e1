namespace Strata.Redaction;

/// <summary>How much of one kind was removed.</summary>
/// <param name="Kind">What it was, such as <c>host name</c>.</param>
/// <param name="Count">How many times.</param>
public sealed record Removed(string Kind, int Count);
