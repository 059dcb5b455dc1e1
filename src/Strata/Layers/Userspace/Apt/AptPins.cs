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
    /// <summary>True when it names this package, and not only every package.</summary>
    public bool Names(string package) => Packages.Any(name =>
        name.Length > 2 && name[0] == '/' && name[^1] == '/' ? Glob.Finds(name[1..^1], package) : Glob.Fits(name, package));

    /// <summary>True when this version is what it chooses by.</summary>
    public bool IsVersion(string version) => Kind == AptPinKind.Version && Glob.Fits(Value, version);

    /// <summary>True when this repository is what it chooses by.</summary>
    public bool IsRepository(AptRelease release) => Kind switch
    {
        AptPinKind.Release => release.Fits(Value),
        AptPinKind.Origin => Glob.Fits(Value, release.Site),
        _ => false,
    };
}

/// <summary>Reads /etc/apt/preferences and its folder.</summary>
public static class AptPins
{
    /// <summary>Priority of a package of any repository that nothing raises.</summary>
    public const int Usual = 500;

    private const string Folder = "/etc/apt/preferences.d";

    /// <summary>Reads all stanzas, in the order in which apt reads them.</summary>
    public static ImmutableArray<AptPin> Collect(IMachine machine) =>
    [
        .. AptFiles.In(Folder, machine.List(Folder).Or([]), ".pref").Append("/etc/apt/preferences")
            .SelectMany(path => machine.Read(path).Map(Parse).Or([])),
    ];

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
