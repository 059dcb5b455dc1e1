using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Userspace.Apt;

/// <summary>Reads what apt is told, and which versions of the driver's packages it knows.</summary>
public static class AptCollector
{
    private const string SettingsFolder = "/etc/apt/apt.conf.d";
    private const string PinsFolder = "/etc/apt/preferences.d";
    private const string ListsFolder = "/var/lib/apt/lists";
    private const int MostPackages = 64;

    /// <summary>The configuration; absent where there is no apt.</summary>
    public static Reading<AptSettings> Settings(IMachine machine) => machine.List(SettingsFolder).Map(names =>
    {
        ImmutableArray<Reading<TextDocument>> files = [.. AptFiles.In(SettingsFolder, names, ".conf").Append("/etc/apt/apt.conf").Select(machine.Read)];
        return AptSettings.Of(files.Select(file => file.Or(null)).OfType<TextDocument>()) with
        {
            Unread = [.. files.Where(file => file.IsUnreadable).Select(file => file.Source)],
        };
    });

    /// <summary>All stanzas of the preferences, in the order in which apt reads them.</summary>
    public static ImmutableArray<AptPin> Pins(IMachine machine)
    {
        var patterns = 0;
        return
        [
            .. AptFiles.In(PinsFolder, machine.List(PinsFolder).Or([]), ".pref").Append("/etc/apt/preferences")
                .SelectMany(path => machine.Read(path).Map(AptPins.Parse).Or([])).TakeWhile(pin => (patterns += pin.Packages.Length) <= AptPins.MostPatterns),
        ];
    }

    /// <summary>What apt would do with these packages; where it cannot be asked, from where they come.</summary>
    public static Reading<ImmutableArray<AptChoice>> Choices(IMachine machine, IEnumerable<Package> packages)
    {
        ImmutableArray<Package> asked = [.. packages.DistinctBy(package => package.Name).OrderBy(package => package.Name, StringComparer.Ordinal).Take(MostPackages)];
        return asked.IsEmpty || !machine.Origin.IsWholeMachine
            ? Reading.NotLooked<ImmutableArray<AptChoice>>("apt-cache policy")
            : Policy(machine, asked).OrElse(() => Lists(machine, asked));
    }

    private static Reading<ImmutableArray<AptChoice>> Policy(IMachine machine, ImmutableArray<Package> packages)
    {
        var repositories = machine.Run(ToolCall.Of("apt-cache", "policy")).Map(output => AptPolicy.ParseRepositories(output.Output)).Or(null) ?? new(StringComparer.Ordinal);
        return machine.Run(ToolCall.Of("apt-cache", ["policy", .. packages.Select(package => package.Name)])).Map(output => AptPolicy.Parse(output.Output, repositories));
    }

    // A list that cannot be read leaves the others standing.
    private static Reading<ImmutableArray<AptChoice>> Lists(IMachine machine, ImmutableArray<Package> packages)
    {
        var folder = machine.List(ListsFolder);
        if (!folder.TryGet(out var names))
        {
            return folder.Map(_ => ImmutableArray<AptChoice>.Empty);
        }
        ImmutableArray<(string Name, Reading<TextDocument> File)> lists = [.. names.Where(AptLists.MayCarryDriver).Select(name => (name, machine.Read($"{ListsFolder}/{name}")))];
        return !lists.IsEmpty && lists.All(list => list.File.IsUnreadable)
            ? lists[0].File.Map(_ => ImmutableArray<AptChoice>.Empty)
            : Reading.Known(AptLists.Choices(packages, lists.Select(list => (list.File.Or(null), Release(machine, list.Name, names)))), folder.Source);
    }

    private static AptRelease Release(IMachine machine, string list, ImmutableArray<string> names) =>
        AptLists.Release(list, AptLists.ReleaseFile(list, names) is { } owner ? machine.Read($"{ListsFolder}/{owner}").Or(null) : null);
}
