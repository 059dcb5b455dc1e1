using System.Collections.Immutable;
using System.Globalization;
using Strata.Machine;

namespace Strata.Layers.Userspace.Apt;

/// <summary>What a pin chooses by.</summary>
public enum AptPinKind
{
    /// <summary>A version.</summary>
    Version,

    /// <summary>What a repository says of itself.</summary>
    Release,

    /// <summary>The host of a repository.</summary>
    Origin,
}

/// <summary>One stanza of apt's preferences.</summary>
/// <param name="Packages">Names, shell patterns, or expressions between slashes.</param>
/// <param name="Kind">What it chooses by.</param>
/// <param name="Value">Pattern of the version, of the release, or of the host.</param>
/// <param name="Priority">Priority; a negative one forbids.</param>
/// <param name="Source">Where it stands.</param>
public sealed record AptPin(ImmutableArray<string> Packages, AptPinKind Kind, string Value, int Priority, Source Source)
{
    /// <summary>True when it is for every package; apt asks such a stanza after all that name packages.</summary>
    public bool IsForAll => Packages is ["*"];

    /// <summary>True when it is for this package.</summary>
    public bool IsFor(string package) => Packages.Any(name =>
        name.Length > 2 && name[0] == '/' && name[^1] == '/' ? Glob.Finds(name[1..^1], package) : Glob.Fits(name, package));

    /// <summary>True when this version is what it chooses by.</summary>
    public bool IsVersion(string version) => Kind == AptPinKind.Version && Glob.Fits(Value, version);

    /// <summary>True when no other version of the driver is what it chooses by: the version has its upstream part in full.</summary>
    public bool Fixes(string version) => IsVersion(version) && Value.Contains(Upstream(version), StringComparison.Ordinal);

    /// <summary>True when it forbids whatever a repository has.</summary>
    public bool ForbidsAll => this is { Kind: AptPinKind.Release, Value: "*" or "a=*" or "o=*", Priority: < 0 };

    /// <summary>True when this repository is what it chooses by.</summary>
    public bool IsRepository(AptRelease release) => Kind switch
    {
        AptPinKind.Release => release.Fits(Value),
        AptPinKind.Origin => Glob.Fits(Value, release.Site),
        _ => false,
    };

    // 3:580.95.05-0ubuntu1: what stands between epoch and revision.
    private static string Upstream(string version)
    {
        var start = version.IndexOf(':', StringComparison.Ordinal) + 1;
        var end = version.LastIndexOf('-');
        return end > start ? version[start..end] : version[start..];
    }
}

/// <summary>Reads files of apt's preferences.</summary>
public static class AptPins
{
    /// <summary>Priority of a package of any repository that nothing raises.</summary>
    public const int Usual = 500;

    /// <summary>Names and patterns that count, of all stanzas; nobody writes more.</summary>
    public const int MostPatterns = 1000;

    /// <summary>The stanza that keeps a package at its version; null where an upgrade may come.</summary>
    public static AptPin? Keeping(ImmutableArray<AptPin> pins, string package, string version)
    {
        // The first stanza that fits decides, those for every package last.
        var asked = pins.Where(pin => pin.IsFor(package)).OrderBy(pin => pin.IsForAll).ToList();
        var own = asked.Find(pin => pin.IsVersion(version));
        var others = asked.Find(pin => pin.ForbidsAll || (pin.Priority > 0 && !pin.Fixes(version)));
        return own is not null && own.Priority > Usual && own.Fixes(version) ? own
            : others is { ForbidsAll: true } ? others
            : null;
    }

    /// <summary>Reads one file; total.</summary>
    public static ImmutableArray<AptPin> Parse(TextDocument file)
    {
        var pins = ImmutableArray.CreateBuilder<AptPin>();
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var at = 0;
        for (var i = 0; i <= file.Lines.Length; i++)
        {
            var line = i < file.Lines.Length ? file.Lines[i].Trim() : "";
            if (line.Length == 0)
            {
                if (Pin(fields, file.At(at)) is { } pin)
                {
                    pins.Add(pin);
                }
                fields.Clear();
            }
            else if (line[0] != '#' && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                fields[line[..colon].Trim()] = line[(colon + 1)..].Trim();
                at = line.StartsWith("Pin:", StringComparison.OrdinalIgnoreCase) ? i : at;
            }
        }
        return pins.ToImmutable();
    }

    private static AptPin? Pin(Dictionary<string, string> fields, Source source)
    {
        if (!fields.TryGetValue("Package", out var packages) || !fields.TryGetValue("Pin", out var pin)
            || !int.TryParse(fields.GetValueOrDefault("Pin-Priority"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
        {
            return null;
        }
        var words = pin.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        AptPinKind? kind = words.Length < 2 ? null : words[0] switch
        {
            "version" => AptPinKind.Version,
            "release" => AptPinKind.Release,
            "origin" => AptPinKind.Origin,
            _ => null,
        };
        return kind is null
            ? null
            : new AptPin([.. packages.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)], kind.Value, words[1].Trim('"'), priority, source);
    }
}
