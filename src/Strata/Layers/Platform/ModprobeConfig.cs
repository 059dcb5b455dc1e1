using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Platform;

/// <summary>One line of modprobe.d.</summary>
/// <param name="Command">blacklist, options, install, remove, alias or softdep.</param>
/// <param name="Module">Module or pattern, with underscores.</param>
/// <param name="Rest">What follows the name.</param>
/// <param name="Source">Where it stands.</param>
public sealed record ModprobeLine(string Command, string Module, string Rest, Source Source)
{
    /// <summary>The options of an options line.</summary>
    public IEnumerable<ModuleOption> Options => Command != "options"
        ? []
        : Rest.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split('=', 2))
            .Select(parts => new ModuleOption(Module, parts[0], parts.Length == 2 ? parts[1] : "", Source));
}

/// <summary>One option of a kernel module as modprobe's configuration sets it.</summary>
/// <param name="Module">Module with underscores.</param>
/// <param name="Name">Option.</param>
/// <param name="Value">Value.</param>
/// <param name="Source">Where it stands.</param>
public sealed record ModuleOption(string Module, string Name, string Value, Source Source);

/// <summary>The configuration of modprobe: a file in /etc hides the one of the same name in /run and /usr/lib.</summary>
/// <param name="Lines">All lines in effect.</param>
public sealed record ModprobeConfig(ImmutableArray<ModprobeLine> Lines)
{
    private static readonly string[] Folders = ["/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d"];

    private static readonly string[] Commands = ["blacklist", "options", "install", "remove", "alias", "softdep"];

    /// <summary>Lines that keep a module from being loaded by its alias or at all.</summary>
    public IEnumerable<ModprobeLine> Blocks(string module) => Lines.Where(line => line.Module == module && (line.Command == "blacklist"
        || (line.Command == "install" && (line.Rest.StartsWith("/bin/false", StringComparison.Ordinal) || line.Rest.StartsWith("/bin/true", StringComparison.Ordinal) || line.Rest.StartsWith("/usr/bin/false", StringComparison.Ordinal)))));

    /// <summary>Lines with options of a module.</summary>
    public IEnumerable<ModprobeLine> Options(string module) => Lines.Where(line => line.Command == "options" && line.Module == module);

    /// <summary>Options of the modules whose name starts with <paramref name="prefix"/>.</summary>
    public ImmutableArray<ModuleOption> OptionsOf(string prefix) => [.. Lines.Where(line => line.Module.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(line => line.Options)];

    /// <summary>Reads the folders of a machine; absent when there is none.</summary>
    public static Reading<ModprobeConfig> Collect(IMachine machine)
    {
        var listings = Array.ConvertAll(Folders, folder => (Folder: folder, Names: machine.List(folder)));
        var paths = listings.SelectMany(listing => listing.Names.Or([]).Select(name => $"{listing.Folder}/{name}"));
        var known = Array.Find(listings, listing => listing.Names.IsKnown).Names ?? listings[^1].Names;
        return known.Map(_ => Read(machine, paths));
    }

    /// <summary>Reads these files, the strongest folder first: of two files with one name the first counts; what cannot be read is left out.</summary>
    public static ModprobeConfig Read(IMachine machine, IEnumerable<string> paths) => new(
    [
        .. paths.Where(path => path.EndsWith(".conf", StringComparison.Ordinal))
            .DistinctBy(path => path[(path.LastIndexOf('/') + 1)..], StringComparer.Ordinal)
            .SelectMany(path => machine.Read(path).TryGet(out var file) ? Parse(file) : []),
    ]);

    /// <summary>Parses one file; a backslash at the end of a line joins the next.</summary>
    public static ImmutableArray<ModprobeLine> Parse(TextDocument file)
    {
        var lines = ImmutableArray.CreateBuilder<ModprobeLine>();
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var start = i;
            var text = file.Lines[i];
            while (text.EndsWith('\\') && i + 1 < file.Lines.Length)
            {
                text = text[..^1] + " " + file.Lines[++i];
            }
            if (ParseLine(text, file.At(start)) is { } line)
            {
                lines.Add(line);
            }
        }
        return lines.ToImmutable();
    }

    /// <summary>Parses one line; null when it is none of modprobe's.</summary>
    public static ModprobeLine? ParseLine(string text, Source source)
    {
        var words = text.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 2 && Commands.Contains(words[0])
            ? new ModprobeLine(words[0], words[1].Replace('-', '_'), words.Length > 2 ? words[2].Trim() : "", source)
            : null;
    }
}
