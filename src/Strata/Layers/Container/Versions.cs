using System.Text.RegularExpressions;

namespace Strata.Layers.Container;

/// <summary>Finds version numbers of engines and of the toolkit in text.</summary>
public static partial class Versions
{
    /// <summary>The first number of two to four parts, or null.</summary>
    public static Version? In(string text) =>
        Number().Match(text) is { Success: true } match && Version.TryParse(match.Value, out var version) ? version : null;

    [GeneratedRegex(@"[0-9]{1,6}(?:\.[0-9]{1,6}){1,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
