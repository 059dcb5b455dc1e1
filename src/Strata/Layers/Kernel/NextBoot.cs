using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Kernel;

/// <summary>Reads which kernel the boot loader starts next.</summary>
public static partial class NextBoot
{
    // GRUB's menu starts with the newest kernel.
    private const string FirstEntry = "0";

    private static readonly string[] LoaderFolders = ["/boot/efi/loader", "/efi/loader", "/boot/loader"];
    private static readonly string[] GrubFolders = ["/boot/grub", "/boot/grub2"];

    /// <summary>The release, by Proxmox pin, GRUB, boot loader entries or, where none of them tells, the newest kernel with an image.</summary>
    public static Reading<string> Collect(IMachine machine, Reading<ImmutableArray<InstalledKernel>> installed)
    {
        var bootable = installed.Or([]).Where(kernel => kernel.Image.Or(otherwise: false)).Select(kernel => kernel.Release).ToImmutableArray();
        return Pin(machine) ?? Grub(machine, bootable) ?? SystemdBoot(machine) ?? Newest(machine, bootable);
    }

    private static Reading<string>? Pin(IMachine machine)
    {
        foreach (var path in new[] { "/etc/kernel/next-boot-pin", "/etc/kernel/proxmox-boot-pin" })
        {
            if (machine.Read(path).TryGet(out var file) && file.FirstTrimmed.Length > 0)
            {
                return Reading.Known(file.FirstTrimmed, file.Whole);
            }
        }
        return null;
    }

    private static Reading<string>? Grub(IMachine machine, ImmutableArray<string> bootable)
    {
        var folder = Array.Find(GrubFolders, candidate => machine.List(candidate).IsKnown);
        if (folder is null)
        {
            return null;
        }
        var environment = machine.Read(folder + "/grubenv").TryGet(out var env) ? Settings(env) : [];
        var wanted = machine.Read("/etc/default/grub").TryGet(out var defaults) && Settings(defaults).TryGetValue("GRUB_DEFAULT", out var value) ? value.Value : FirstEntry;
        if (environment.TryGetValue("next_entry", out var once) && once.Value.Length > 0)
        {
            wanted = once.Value;
        }
        else if (wanted == "saved")
        {
            wanted = environment.TryGetValue("saved_entry", out var saved) && saved.Value.Length > 0 ? saved.Value : FirstEntry;
        }
        if (bootable.Where(release => Names(wanted, release)).MaxBy(release => release.Length) is { } named)
        {
            return Reading.Known(named, env?.Whole ?? defaults?.Whole ?? new Source(folder));
        }
        var entries = Entries(machine, "/boot/loader/entries");
        if (entries.Count > 0 && !machine.Read(folder + "/grub.cfg").Or(null)?.Text.Contains("\nmenuentry ", StringComparison.Ordinal) is true)
        {
            return entries[0];
        }
        var menu = machine.Read(folder + "/grub.cfg");
        if (menu.IsUnreadable && wanted != FirstEntry)
        {
            return menu.Map(_ => "");
        }
        return menu.TryGet(out var text) ? FromMenu(text, wanted) : null;
    }

    private static bool Names(string entry, string release) =>
        entry.Contains("-" + release + "-", StringComparison.Ordinal)
        || entry.EndsWith("-" + release, StringComparison.Ordinal)
        || entry.EndsWith("-" + release + ".conf", StringComparison.Ordinal)
        || entry.EndsWith("Linux " + release, StringComparison.Ordinal)
        || entry.Contains("(" + release + ")", StringComparison.Ordinal);

    /// <summary>The kernel of entry <paramref name="wanted"/> of a grub.cfg: a number, <c>1&gt;2</c>, or 0 when the name is not known.</summary>
    public static Reading<string>? FromMenu(TextDocument menu, string wanted)
    {
        var depth = 0;
        var counts = new List<int> { -1 };
        var path = "";
        var want = Path().IsMatch(wanted) ? wanted : FirstEntry;
        for (var i = 0; i < menu.Lines.Length; i++)
        {
            var line = menu.Lines[i].Trim();
            if (line.StartsWith("menuentry ", StringComparison.Ordinal) || line.StartsWith("submenu ", StringComparison.Ordinal))
            {
                counts[^1]++;
                path = string.Join('>', counts);
                if (line.StartsWith("submenu ", StringComparison.Ordinal))
                {
                    counts.Add(-1);
                    depth++;
                }
            }
            else if (line == "}" && depth > 0 && menu.Lines[i].Length == 1)
            {
                counts.RemoveAt(counts.Count - 1);
                depth--;
            }
            else if (path == want && Image().Match(line) is { Success: true } match)
            {
                return Reading.Known(match.Groups["release"].Value, menu.At(i));
            }
        }
        return null;
    }

    private static Reading<string>? SystemdBoot(IMachine machine)
    {
        foreach (var folder in LoaderFolders)
        {
            if (!machine.Read(folder + "/loader.conf").TryGet(out var conf))
            {
                continue;
            }
            var entries = Entries(machine, folder + "/entries");
            var wanted = conf.Lines.Select(line => line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(words => words.Length == 2 && words[0] == "default")?[1].Trim().Replace("*", "", StringComparison.Ordinal);
            return entries.Find(entry => wanted is { Length: > 0 } && entry.Source.Name.Contains(wanted, StringComparison.Ordinal)) ?? entries.FirstOrDefault();
        }
        return null;
    }

    // Newest first.
    private static List<Reading<string>> Entries(IMachine machine, string folder) =>
    [
        .. machine.List(folder).Or([])
            .Where(name => name.EndsWith(".conf", StringComparison.Ordinal) && !name.Contains("rescue", StringComparison.Ordinal))
            .Select(name => machine.Read($"{folder}/{name}").TryGet(out var file) ? Entry(file) : null)
            .OfType<Reading<string>>()
            .OrderByDescending(entry => entry.Or(""), ReleaseOrder.Instance),
    ];

    /// <summary>The kernel of a boot loader entry.</summary>
    public static Reading<string>? Entry(TextDocument file)
    {
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var words = file.Lines[i].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2 && words[0] == "version")
            {
                return Reading.Known(words[1].Trim(), file.At(i));
            }
            if (words.Length == 2 && words[0] == "linux" && Image().Match(file.Lines[i]) is { Success: true } match)
            {
                return Reading.Known(match.Groups["release"].Value, file.At(i));
            }
        }
        return null;
    }

    private static Reading<string> Newest(IMachine machine, ImmutableArray<string> bootable)
    {
        if (!bootable.IsEmpty)
        {
            return Reading.Known(bootable.Order(ReleaseOrder.Instance).Last(), new Source("/boot"));
        }
        var boot = machine.List("/boot");
        return boot.IsUnreadable ? boot.Map(_ => "") : Reading.NotLooked<string>("boot loader");
    }

    private static Dictionary<string, (string Value, int Line)> Settings(TextDocument file)
    {
        var settings = new Dictionary<string, (string, int)>(StringComparer.Ordinal);
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var line = file.Lines[i].Trim();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
            {
                settings[line[..equals].Trim()] = (line[(equals + 1)..].Trim().Trim('"', '\''), i);
            }
        }
        return settings;
    }

    [GeneratedRegex(@"^\d+(?:>\d+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(@"^linux\S*\s+\S*(?:vmlinuz|kernel|linux)-(?<release>\d+\.\d+\S*)", RegexOptions.CultureInvariant)]
    private static partial Regex Image();
}
