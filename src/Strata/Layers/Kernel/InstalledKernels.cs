using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>Reads which kernels are installed and what each of them has.</summary>
public static partial class InstalledKernels
{
    private static readonly string[] Roots = ["/lib/modules", "/usr/lib/modules"];

    private static readonly string[] Folders =
    [
        "updates/dkms", "updates", "updates/nvidia", "extra", "extra/nvidia", "extra/nvidia-open", "extra/nvidia-lts", "extra/nvidia-latest", "extra/drivers/video/nvidia",
        "weak-updates", "weak-updates/nvidia", "weak-updates/nvidia-open", "weak-updates/dkms", "weak-updates/updates", "weak-updates/extra", "weak-updates/extra/nvidia", "kernel/drivers/video", "kernel/drivers/video/nvidia",
        "kernel/extramodules", "extramodules", "kernel/drivers/char/drm", "misc", "kernel/misc", "kernel/nvidia",
    ];

    /// <summary>The kernels of /lib/modules and /boot, newest last.</summary>
    public static Reading<ImmutableArray<InstalledKernel>> Collect(IMachine machine)
    {
        var root = Array.Find(Roots, candidate => machine.List(candidate).IsKnown) ?? Roots[0];
        var modules = machine.List(root);
        var boot = machine.List("/boot");
        if (!modules.IsKnown && !boot.IsKnown)
        {
            return modules.Map(_ => ImmutableArray<InstalledKernel>.Empty);
        }
        var images = boot.Or([]);
        var releases = modules.Or([]).Where(name => Release().IsMatch(name))
            .Concat(images.Where(name => name.StartsWith("vmlinuz-", StringComparison.Ordinal)).Select(name => name["vmlinuz-".Length..]).Where(name => Release().IsMatch(name)))
            .Distinct(StringComparer.Ordinal)
            .Order(ReleaseOrder.Instance);
        var source = modules.IsKnown ? modules.Source : boot.Source;
        return Reading.Known(releases.Select(release => Kernel(machine, root, release, boot)).ToImmutableArray(), source);
    }

    /// <summary>Kernels that a text shows by the paths of their module files; only what is seen is known.</summary>
    public static Reading<ImmutableArray<InstalledKernel>> Collect(LogFacts log)
    {
        var hits = log.Current(KernelSigns.ModulePath).Where(hit => ModuleName.IsDriver(hit["file"])).ToList();
        if (hits.Count == 0)
        {
            return Reading.NotLooked<ImmutableArray<InstalledKernel>>("/lib/modules");
        }
        return Reading.Known(
            hits.GroupBy(hit => hit["release"], StringComparer.Ordinal).OrderBy(group => group.Key, ReleaseOrder.Instance).Select(group => new InstalledKernel(group.Key)
            {
                Modules = Reading.Known(group.DistinctBy(hit => hit["path"]).Select(Listed).ToImmutableArray(), group.First().Source),
            }).ToImmutableArray(),
            hits[0].Source);
    }

    private static ModuleFile Listed(LogHit hit) => new(hit["path"], ModuleName.Of(hit["file"]), null, null, null, null, hit.Source);

    private static InstalledKernel Kernel(IMachine machine, string root, string release, Reading<ImmutableArray<string>> boot)
    {
        var folder = $"{root}/{release}";
        var build = machine.List(folder + "/build");
        return new InstalledKernel(release)
        {
            Modules = Modules(machine, folder),
            Headers = Has(build, names => names.Contains("Makefile")),
            HeadersComplete = Has(build, names => names.Contains("Module.symvers")),
            Image = Image(machine, folder, release, boot),
            Initrd = Initrd(machine, folder, release),
        };
    }

    private static Reading<ImmutableArray<ModuleFile>> Modules(IMachine machine, string folder)
    {
        var top = machine.List(folder);
        if (!top.TryGet(out _))
        {
            return top.Map(_ => ImmutableArray<ModuleFile>.Empty);
        }
        var prebuilt = machine.List(folder + "/kernel").Or([]).Where(name => name.StartsWith("nvidia-", StringComparison.Ordinal)).SelectMany(name =>
            machine.List($"{folder}/kernel/{name}").Or([]).Contains("bits") ? new[] { $"kernel/{name}", $"kernel/{name}/bits" } : [$"kernel/{name}"]);
        var paths = Folders.Concat(prebuilt)
            .SelectMany(sub => machine.List($"{folder}/{sub}").Or([]).Where(name => File().IsMatch(name) && ModuleName.IsDriver(name)).Select(name => $"{folder}/{sub}/{name}"))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (paths.Count == 0)
        {
            paths = Indexed(machine, folder);
        }
        return Reading.Known(paths.Select(path => Inspect(machine, path)).ToImmutableArray(), top.Source);
    }

    // The index of depmod knows modules in folders that no distribution of this list uses.
    private static List<string> Indexed(IMachine machine, string folder) => machine.Read(folder + "/modules.dep").TryGet(out var index)
        ?
        [
            .. index.Lines.Where(line => line.Contains("nvidia", StringComparison.Ordinal))
                .Select(line => line.Split(':', 2)[0])
                .Where(path => File().IsMatch(path[(path.LastIndexOf('/') + 1)..]) && ModuleName.IsDriver(path) && !path.Contains("/fbdev/", StringComparison.Ordinal))
                .Select(path => path.StartsWith('/') ? path : $"{folder}/{path}")
                .Where(path => !machine.Stat(path).IsAbsent),
        ]
        : [];

    /// <summary>What modinfo tells of a module file; where it tells nothing, only its name is known.</summary>
    public static ModuleFile Inspect(IMachine machine, string path) =>
        machine.Run(ToolCall.Of("modinfo", path)).TryGet(out var output) && ModinfoParser.Parse(path, output.Output) is { } file
            ? file with { Path = path, Name = ModuleName.Of(path) }
            : new ModuleFile(path, ModuleName.Of(path), null, null, null, null, new Source(path));

    private static Reading<bool> Has(Reading<ImmutableArray<string>> listing, Func<ImmutableArray<string>, bool> test) => listing switch
    {
        Reading<ImmutableArray<string>>.Known known => Reading.Known(test(known.Value), known.Source),
        Reading<ImmutableArray<string>>.Absent absent => Reading.Known(false, absent.Source),
        _ => listing.Map(_ => false),
    };

    private static Reading<bool> Image(IMachine machine, string folder, string release, Reading<ImmutableArray<string>> boot)
    {
        if (boot.Or([]).Contains("vmlinuz-" + release))
        {
            return Reading.Known(value: true, new Source("/boot/vmlinuz-" + release));
        }
        return machine.List(folder).Or([]).Contains("vmlinuz")
            ? Reading.Known(value: true, new Source(folder + "/vmlinuz"))
            : boot.Map(_ => false);
    }

    private static Reading<bool> Initrd(IMachine machine, string folder, string release) => InitrdContent.Find(machine, folder, release) switch
    {
        Reading<string>.Absent absent => Reading.Known(value: false, absent.Source),
        var image => image.Map(_ => true),
    };

    [GeneratedRegex(@"^\d+\.\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Release();

    [GeneratedRegex(@"^nvidia[\w.-]*\.ko(?:\.(?:xz|zst|gz))?$", RegexOptions.CultureInvariant)]
    private static partial Regex File();
}
