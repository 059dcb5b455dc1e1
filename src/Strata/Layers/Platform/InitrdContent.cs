using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Platform;

/// <summary>What an initial RAM disk holds of GPU drivers and of modprobe's settings: it decides before the root file system is there.</summary>
/// <param name="Image">Path of the image.</param>
/// <param name="Modules">Places of the module files of nvidia, nouveau, nova and vfio; the text is the path in the image.</param>
/// <param name="Modprobe">Its configuration of modprobe; unreadable when one file of it is.</param>
public sealed record InitrdContent(string Image, ImmutableArray<Source> Modules, Reading<ModprobeConfig> Modprobe)
{
    // Within the image, the strongest first.
    private static readonly string[] Folders = ["etc/modprobe.d/", "run/modprobe.d/", "usr/lib/modprobe.d/", "lib/modprobe.d/"];

    // Where systemd-boot reads from; the first is where a partition of its own is mounted today.
    private static readonly string[] LoaderPartitions = ["/efi", "/boot", "/boot/efi"];

    /// <summary>Place of the file of a module such as <c>nouveau</c>, or null.</summary>
    public Source? Module(string name) => Modules.FirstOrDefault(source => Stem(source.Text ?? "") is var stem && (stem == name || stem.StartsWith(name + "_current", StringComparison.Ordinal)));

    /// <summary>Finds the image of a kernel, whatever the distribution names it; absent when /boot holds images, but neither it nor the partitions of systemd-boot one of this kernel.</summary>
    public static Reading<string> Find(IMachine machine, string modules, string release)
    {
        var boot = machine.List("/boot");
        if (!boot.TryGet(out var names))
        {
            return boot.Map(_ => "");
        }
        var package = machine.Read(modules + "/pkgbase");
        string[] candidates = package.TryGet(out var text)
            ? [$"initramfs-{text.FirstTrimmed}.img"]
            : ["initrd.img-" + release, $"initramfs-{release}.img", "initrd-" + release, $"initrd-{release}.img", "initramfs-" + release];
        if (Array.Find(candidates, names.Contains) is { } found)
        {
            return Reading.Known("/boot/" + found, new Source("/boot/" + found));
        }
        if (OfLoader(machine, release) is { } image)
        {
            return Reading.Known(image, new Source(image));
        }
        return package.IsKnown || HasUnifiedImage(machine, release) || !names.Any(name => name.StartsWith("init", StringComparison.Ordinal))
            ? Reading.NotLooked<string>("/boot")
            : Reading.Absent<string>(new Source("/boot/" + candidates[0]));
    }

    // kernel-install puts them below the name of the machine or the system: PARTITION/TOKEN/RELEASE/initrd.
    private static string? OfLoader(IMachine machine, string release) =>
        (from partition in LoaderPartitions
         from token in machine.List(partition).Or([])
         let folder = $"{partition}/{token}/{release}"
         from name in machine.List(folder).Or([])
         where name.StartsWith("initr", StringComparison.Ordinal)
         select $"{folder}/{name}").FirstOrDefault();

    // One file with kernel and image, which is not taken apart.
    private static bool HasUnifiedImage(IMachine machine, string release) =>
        LoaderPartitions.SelectMany(partition => machine.List(partition + "/EFI/Linux").Or([])).Any(name => name.Contains(release, StringComparison.Ordinal) && name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an image; this unpacks all of it.</summary>
    public static Reading<InitrdContent> Collect(IMachine machine, string image) => machine.Run(ToolCall.Of("lsinitramfs", image)).Map(listing =>
    {
        var names = listing.Output.Lines;
        var modules = Enumerable.Range(0, names.Length).Where(i => names[i].Contains(".ko", StringComparison.Ordinal)).Select(listing.Output.At);
        var files = Folders.SelectMany(folder => names.Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
            .Select(name => $"{image}/{name}").ToList();
        var unread = files.Select(machine.Read).FirstOrDefault(file => file.IsUnreadable);
        return new InitrdContent(image, [.. modules], unread is null
            ? Reading.Known(ModprobeConfig.Read(machine, files), new Source(image))
            : unread.Map(_ => new ModprobeConfig([])));
    });

    private static string Stem(string path)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        var end = file.IndexOf(".ko", StringComparison.Ordinal);
        return (end < 0 ? file : file[..end]).Replace('-', '_');
    }
}
