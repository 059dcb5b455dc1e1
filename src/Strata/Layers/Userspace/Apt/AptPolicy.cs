using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Layers.Kernel;
using Strata.Machine;

namespace Strata.Layers.Userspace.Apt;

/// <summary>A version of a package that a repository offers.</summary>
/// <param name="Version">Version.</param>
/// <param name="Priority">Priority that apt gives it, pins taken into account.</param>
/// <param name="Repositories">Repositories that have it.</param>
public sealed record AptOffer(string Version, int Priority, ImmutableArray<AptRelease> Repositories);

/// <summary>What apt would do with an installed package.</summary>
/// <param name="Name">Package.</param>
/// <param name="Installed">Version that is installed, or null.</param>
/// <param name="Candidate">Version that an upgrade would install, or null.</param>
/// <param name="Offers">All versions.</param>
/// <param name="Source">Where it was read.</param>
public sealed record AptChoice(string Name, string? Installed, string? Candidate, ImmutableArray<AptOffer> Offers, Source Source)
{
    /// <summary>True when an upgrade would change the package.</summary>
    public bool IsUpgrade => Candidate is not null && Candidate != Installed;

    /// <summary>Repositories of a version.</summary>
    public ImmutableArray<AptRelease> From(string? version) =>
        Offers.FirstOrDefault(offer => offer.Version == version)?.Repositories ?? [];

    /// <summary>The driver version of the candidate.</summary>
    public DriverVersion? CandidateVersion => Candidate is null ? null : DriverVersion.Parse(Candidate);
}

/// <summary>Reads which versions of packages apt knows, from where, and which it would take.</summary>
public static partial class AptPolicy
{
    /// <summary>Reads <c>apt-cache policy</c> of no package: what each repository says of itself.</summary>
    public static Dictionary<string, AptRelease> ParseRepositories(TextDocument output)
    {
        var found = new Dictionary<string, AptRelease>(StringComparer.Ordinal);
        var repository = "";
        foreach (var line in output.Lines)
        {
            if (Repository().Match(line) is { Success: true } named)
            {
                repository = named.Groups["name"].Value;
            }
            else if (repository.Length > 0 && line.Trim() is var rest && rest.StartsWith("release ", StringComparison.Ordinal))
            {
                found[repository] = AptRelease.Parse(rest["release ".Length..], Host(repository));
                repository = "";
            }
        }
        return found;
    }

    /// <summary>Reads <c>apt-cache policy</c> of packages; total.</summary>
    public static ImmutableArray<AptChoice> Parse(TextDocument output, IReadOnlyDictionary<string, AptRelease> repositories)
    {
        var choices = ImmutableArray.CreateBuilder<AptChoice>();
        for (var i = 0; i < output.Lines.Length; i++)
        {
            var line = output.Lines[i];
            if (Header().Match(line) is { Success: true } header)
            {
                choices.Add(new AptChoice(header.Groups["name"].Value, null, null, [], output.At(i)));
            }
            else if (choices.Count > 0)
            {
                choices[^1] = Add(choices[^1], line, repositories);
            }
        }
        return choices.ToImmutable();
    }

    private static AptChoice Add(AptChoice choice, string line, IReadOnlyDictionary<string, AptRelease> repositories)
    {
        if (Told().Match(line) is { Success: true } told)
        {
            var version = told.Groups["version"].Value is var value && value.StartsWith('(') ? null : value;
            return told.Groups["what"].Value == "Installed" ? choice with { Installed = version } : choice with { Candidate = version };
        }
        if (Repository().Match(line) is { Success: true } repository && choice.Offers is [.., var last])
        {
            var name = repository.Groups["name"].Value;
            var release = repositories.GetValueOrDefault(name) ?? AptRelease.Empty with { Site = Host(name) };
            return name.StartsWith("/var/lib/dpkg", StringComparison.Ordinal)
                ? choice
                : choice with { Offers = choice.Offers.SetItem(choice.Offers.Length - 1, last with { Repositories = last.Repositories.Add(release) }) };
        }
        return Offer().Match(line) is { Success: true } offer && int.TryParse(offer.Groups["priority"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority)
            ? choice with { Offers = choice.Offers.Add(new AptOffer(offer.Groups["version"].Value, priority, [])) }
            : choice;
    }

    private static string Host(string repository) =>
        Uri.TryCreate(repository.Split(' ')[0], UriKind.Absolute, out var uri) ? uri.Host : "";

    [GeneratedRegex(@"^(?<name>[a-z0-9][a-z0-9+.-]+)(?::[a-z0-9]+)?:$", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"^  (?<what>Installed|Candidate): (?<version>\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Told();

    [GeneratedRegex(@"^ (?:\*\*\*|   ) (?<version>[0-9]\S*)(?: (?<priority>-?[0-9]+))$", RegexOptions.CultureInvariant)]
    private static partial Regex Offer();

    [GeneratedRegex(@"^ *-?[0-9]+ (?<name>(?:[a-z][a-z0-9+.-]*:|/)\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Repository();
}
