using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Kernel;

/// <summary>One line of modprobe.d.</summary>
/// <param name="Command">blacklist, options, install, remove, alias or softdep.</param>
/// <param name="Module">Module or pattern, with underscores.</param>
/// <param name="Rest">What follows the name.</param>
/// <param name="Source">Where it stands.</param>
public sealed record ModprobeLine(string Command, string Module, string Rest, Source Source);

/// <summary>The configuration of modprobe: a file in /etc hides the one of the same name in /run and /usr/lib.</summary>
/// <param name="Lines">All lines in effect.</param>
public sealed record ModprobeConfig(ImmutableArray<ModprobeLine> Lines)
{
    private static readonly string[] Folders = ["/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d"];

    private static readonly string[] Commands = ["blacklist", "options", "install", "remove", "alias", "softdep"];

    /// <summary>Lines that keep a module from being loaded by its alias or at all.</summary>
    public IEnumerable<ModprobeLine> Blocks(string module) => Lines.Where(line => line.Module == module && (line.Command == "blacklist"
        || (line.Command == "install" && (line.Rest.StartsWith("/bin/false", StringComparison.Ordinal) || line.Rest.StartsWith("/bin/true", StringComparison.Ordinal) || line.Rest.StartsWith("/usr/bin/false", StringComparison.Ordinal)))));

    /// <summary>Options of a module.</summary>
    public IEnumerable<ModprobeLine> Options(string module) => Lines.Where(line => line.Command == "options" && line.Module == module);

    /// <summary>Reads the folders; absent when there is none.</summary>
    public static Reading<ModprobeConfig> Collect(IMachine machine)
    {
        var lines = ImmutableArray.CreateBuilder<ModprobeLine>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Reading<ImmutableArray<string>>? known = null;
        Reading<ImmutableArray<string>>? last = null;
        foreach (var folder in Folders)
        {
            last = machine.List(folder);
            if (!last.TryGet(out var names))
            {
                continue;
            }
            known ??= last;
            foreach (var name in names.Where(name => name.EndsWith(".conf", StringComparison.Ordinal) && seen.Add(name)))
            {
                if (machine.Read($"{folder}/{name}").TryGet(out var file))
                {
                    lines.AddRange(Parse(file));
                }
            }
        }
        return (known ?? last!).Map(_ => new ModprobeConfig(lines.ToImmutable()));
    }

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
            var words = text.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && Commands.Contains(words[0]))
            {
                lines.Add(new ModprobeLine(words[0], words[1].Replace('-', '_'), words.Length > 2 ? words[2].Trim() : "", file.At(start)));
            }
        }
        return lines.ToImmutable();
    }
}
