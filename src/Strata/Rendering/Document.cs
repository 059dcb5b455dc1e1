using System.Collections.Immutable;

namespace Strata.Rendering;

/// <summary>A text for people, free of any medium. Every string in it is clean (see <see cref="PlainText"/>).</summary>
/// <param name="Title">Name of the page.</param>
/// <param name="Blocks">What stands on it, from top to bottom.</param>
public sealed record Document(string Title, ImmutableArray<Block> Blocks);
