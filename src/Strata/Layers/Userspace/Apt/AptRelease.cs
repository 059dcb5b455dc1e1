namespace Strata.Layers.Userspace.Apt;

/// <summary>What a repository says of itself in its Release file, and its host.</summary>
/// <param name="Origin">Who publishes it, such as <c>Ubuntu</c> or <c>NVIDIA</c>.</param>
/// <param name="Label">Its label, such as <c>Debian-Security</c> or <c>NVIDIA CUDA</c>.</param>
/// <param name="Suite">Its suite, which apt calls archive.</param>
/// <param name="Codename">Its code name.</param>
/// <param name="Component">Its component, such as <c>restricted</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Site">Host name.</param>
public sealed record AptRelease(string Origin, string Label, string Suite, string Codename, string Component, string Version, string Site)
{
    /// <summary>Nothing known.</summary>
    public static AptRelease Empty { get; } = new("", "", "", "", "", "", "");

    /// <summary>Reads <c>v=24.04,o=Ubuntu,a=noble,n=noble,l=Ubuntu,c=main</c>; total.</summary>
    public static AptRelease Parse(string text, string site) =>
        Terms(text).Aggregate(Empty with { Site = site }, (release, term) => term.Key switch
        {
            "o" => release with { Origin = term.Value },
            "l" => release with { Label = term.Value },
            "a" => release with { Suite = term.Value },
            "n" => release with { Codename = term.Value },
            "c" => release with { Component = term.Value },
            "v" => release with { Version = term.Value },
            _ => release,
        });

    /// <summary>True when every term of a pattern such as <c>o=NVIDIA,l=NVIDIA CUDA</c> fits; the long names of unattended-upgrades are understood too.</summary>
    public bool Fits(string pattern)
    {
        var terms = Terms(pattern).ToList();
        return terms.Count > 0 && terms.TrueForAll(term => Value(term.Key) is { } own ? Glob.Fits(term.Value, own) : IsSuiteOrCodename(term));
    }

    // A pattern may name a suite or a code name without saying which.
    private bool IsSuiteOrCodename((string Key, string Value) term) =>
        term.Key.Length == 0 && (Glob.Fits(term.Value, Suite) || Glob.Fits(term.Value, Codename) || Glob.Fits(term.Value, Version));

    private string? Value(string key) => key switch
    {
        "o" or "origin" => Origin,
        "l" or "label" => Label,
        "a" or "suite" or "archive" => Suite,
        "n" or "codename" => Codename,
        "c" or "component" => Component,
        "v" => Version,
        "site" => Site,
        _ => null,
    };

    private static IEnumerable<(string Key, string Value)> Terms(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? ("", part) : (part[..equals].Trim(), part[(equals + 1)..].Trim());
        }
    }
}
