using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>What a mismatch between the loaded module and user space comes from.</summary>
public enum ClashKind
{
    /// <summary>The versions agree, or nothing says that they do not.</summary>
    None,

    /// <summary>The newer driver is installed completely; the older module is still loaded.</summary>
    StaleModule,

    /// <summary>The same, and unattended-upgrades installed it.</summary>
    UnattendedUpgrade,

    /// <summary>User space was upgraded, the package of the module was not.</summary>
    ModulePackage,

    /// <summary>The mismatch is over: versions agree now.</summary>
    Past,
}

/// <summary>The four versions that must agree, and what their disagreement means: loaded module, module on disk, library, packages.</summary>
/// <param name="Kind">Meaning.</param>
/// <param name="Evidence">Places that show it.</param>
public sealed record VersionClash(ClashKind Kind, ImmutableArray<Source> Evidence)
{
    private const double SecondsOfBoot = 120;

    /// <summary>Version of the loaded module.</summary>
    public DriverVersion? Loaded { get; init; }

    /// <summary>Version of the library.</summary>
    public DriverVersion? Library { get; init; }

    /// <summary>Version of the module on disk or in its package.</summary>
    public DriverVersion? OnDisk { get; init; }

    /// <summary>How sure the meaning is.</summary>
    public Confidence Confidence { get; init; } = Confidence.Likely;

    /// <summary>Judges the versions of a snapshot.</summary>
    public static VersionClash Of(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var bad = log.Current(DriverSigns.ApiMismatch, UserspaceSigns.LibraryMismatch);
        var loaded = LoadedIn(snapshot);
        var library = snapshot.Userspace.Version;
        var refused = snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Code == 18;
        var differ = snapshot.Userspace.Libraries.Or([]).Any(item => item.Name == "libnvidia-ml") && loaded.TryGet(out var module) && library.TryGet(out var file) && !module.Agrees(file);
        if (bad.IsEmpty && !refused && !differ)
        {
            return OfFirmware(snapshot) ?? OfPackages(snapshot) ?? OfEarlierBoots(snapshot);
        }
        ImmutableArray<Source> evidence =
        [
            .. bad.Take(4).Select(hit => hit.Source),
            .. refused ? [snapshot.Driver.Nvml.Source] : Array.Empty<Source>(),
            .. loaded.IsKnown ? [loaded.Source] : Array.Empty<Source>(),
            .. library.IsKnown ? [library.Source] : Array.Empty<Source>(),
        ];
        var clash = new VersionClash(ClashKind.StaleModule, evidence) { Loaded = loaded.Or(null), Library = library.Or(null) };
        return !differ && IsOver(snapshot, bad, loaded.Or(null)) ? clash with { Kind = ClashKind.Past } : Explain(snapshot, clash);
    }

    // The firmware is read from disk when the GPU starts, so that a module just loaded that expects another is the old one on disk.
    private static VersionClash? OfFirmware(Snapshot snapshot) =>
        snapshot.Log.Current(UserspaceSigns.FirmwareMismatch) is [.., var hit] && DriverVersion.Parse(hit["version"]) is { } files && DriverVersion.Parse(hit["module"]) is { } module
            && !files.Agrees(module)
            ? new VersionClash(ClashKind.ModulePackage, [hit.Source]) { Loaded = module, Library = files, OnDisk = module }
            : null;

    // Nobody complains yet: a pasted list of packages has newer user space and no module of its version.
    private static VersionClash? OfPackages(Snapshot snapshot)
    {
        var packages = snapshot.Userspace.Packages.Or([]).Where(package => package.IsInstalled && package.DriverVersion is not null && PackageRole.BranchInName(package.Name) is null).ToList();
        var user = packages.Where(package => PackageRole.IsUserDriver(package.Name) && package.Name != "nvidia-persistenced").MaxBy(package => package.DriverVersion);
        var module = packages.Where(package => PackageRole.IsModule(package.Name)).MaxBy(package => package.DriverVersion);
        return snapshot.Origin.Kind != OriginKind.Text || user is null || module is null || ModuleStanding.Works(snapshot)
            || user.DriverVersion!.Agrees(module.DriverVersion!) || user.DriverVersion.CompareTo(module.DriverVersion) < 0
            ? null
            : new VersionClash(ClashKind.ModulePackage, [user.Source, module.Source]) { Library = user.DriverVersion, OnDisk = module.DriverVersion };
    }

    // A mismatch that stands only in an earlier boot of a pasted text, or in an old log of a report.
    private static VersionClash OfEarlierBoots(Snapshot snapshot)
    {
        var old = snapshot.Log.All(DriverSigns.ApiMismatch).AddRange(snapshot.Log.All(UserspaceSigns.LibraryMismatch)).Where(hit => hit.Era != Era.Current).ToList();
        return old.Count == 0
            ? new VersionClash(ClashKind.None, [])
            : new VersionClash(ClashKind.Past, [.. old.Take(4).Select(hit => hit.Source)]);
    }

    private static Reading<DriverVersion> LoadedIn(Snapshot snapshot)
    {
        if (snapshot.Driver.LoadedVersion.IsKnown || snapshot.Origin.IsWholeMachine)
        {
            return snapshot.Driver.LoadedVersion;
        }
        return snapshot.Log.Current(UserspaceSigns.ModuleVersion, DriverSigns.Loading, DriverSigns.ApiMismatch) is [.., var hit]
            && DriverVersion.Parse(hit["module"].Length > 0 ? hit["module"] : hit["version"]) is { } version
            ? Reading.Known(version, hit.Source)
            : snapshot.Driver.LoadedVersion;
    }

    // NVML works after the complaint, or through another module than the one that complained.
    private static bool IsOver(Snapshot snapshot, ImmutableArray<LogHit> bad, DriverVersion? loaded)
    {
        var good = snapshot.Log.Current(UserspaceSigns.DriverVersionLine);
        if (!bad.IsEmpty && !good.IsEmpty)
        {
            var works = DriverVersion.Parse(good[^1]["version"]);
            var otherModule = bad.All(hit => DriverVersion.Parse(hit["module"]) is { } module && works is not null && !module.Agrees(works))
                && loaded is not null && works is not null && loaded.Agrees(works);
            return good[^1].Order > bad[^1].Order || otherModule;
        }
        return snapshot.Origin.Kind != OriginKind.Text && ModuleStanding.Works(snapshot);
    }

    private static VersionClash Explain(Snapshot snapshot, VersionClash clash)
    {
        var packages = snapshot.Userspace.Packages.Or([]).Where(package => package.IsInstalled && package.DriverVersion is not null).ToList();
        var user = packages.Where(package => PackageRole.IsUserDriver(package.Name)).OrderByDescending(package => package.DriverVersion).FirstOrDefault();
        var module = packages.Where(package => PackageRole.IsModule(package.Name)).OrderByDescending(package => package.DriverVersion).FirstOrDefault();
        var library = clash.Library ?? user?.DriverVersion;
        var (disk, where) = DiskOf(snapshot);
        if (disk is null && module is not null)
        {
            (disk, where) = (module.DriverVersion, module.Source);
        }
        var told = clash with { Library = library, OnDisk = disk, Evidence = [.. clash.Evidence, .. where is null ? [] : new[] { where }] };
        if (disk is not null && library is not null)
        {
            return disk.Agrees(library) || (clash.Loaded is not null && !disk.Agrees(clash.Loaded) && disk.CompareTo(library) > 0)
                ? Reload(snapshot, told with { Confidence = Confidence.Certain })
                : told with { Kind = ClashKind.ModulePackage, Confidence = Confidence.Certain };
        }
        if (IsSinceBoot(snapshot))
        {
            return told with { Kind = ClashKind.ModulePackage };
        }
        // A package list shows user space of another branch and no module package that could have come with it.
        return user is not null && module is null && clash.Loaded is not null && user.DriverVersion!.Branch != clash.Loaded.Branch
            ? told with { Kind = ClashKind.ModulePackage, Evidence = [.. told.Evidence, user.Source] }
            : Reload(snapshot, told);
    }

    // The module was taken from disk in this very boot and did not fit from the first minutes on: the disk holds the old one.
    private static bool IsSinceBoot(Snapshot snapshot)
    {
        var refusals = snapshot.Log.Current(DriverSigns.ApiMismatch);
        return refusals.Any(hit => hit.Prefix.Seconds < SecondsOfBoot) && refusals.All(hit => hit.Prefix.Seconds is not null);
    }

    private static (DriverVersion? Version, Source? Source) DiskOf(Snapshot snapshot)
    {
        if (snapshot.Kernel.RunningModule is { Version: { } version } file)
        {
            return (version, file.Source);
        }
        var running = snapshot.Kernel.Running.Or(null);
        var entry = snapshot.Kernel.Dkms.Or([]).Where(item => item.State.StartsWith("installed", StringComparison.Ordinal) && item.Version is not null && (running is null || item.Kernel == running))
            .OrderByDescending(item => item.Version).FirstOrDefault();
        return snapshot.Origin.Kind == OriginKind.BugReport ? (null, null) : (entry?.Version, entry?.Source);
    }

    private static VersionClash Reload(Snapshot snapshot, VersionClash clash)
    {
        var log = snapshot.Log;
        var upgraded = snapshot.Userspace.Upgrades.Where(upgrade => upgrade.Unattended && (clash.Library is null || upgrade.To is null || upgrade.To.Agrees(clash.Library))).Select(upgrade => upgrade.Source).ToList();
        var named = log.Current(UserspaceSigns.Unattended, UserspaceSigns.DailyUpgrade)
            .Where(hit => !hit.Source.Text!.Contains("hutdown", StringComparison.Ordinal)).Select(hit => hit.Source).ToList();
        var packages = log.Current(UserspaceSigns.Unpacking, UserspaceSigns.DpkgUpgrade, UserspaceSigns.AptUpgrade, UserspaceSigns.WillBeUpgraded).Select(hit => hit.Source).ToList();
        var byItself = upgraded.Count > 0 || (named.Count > 0 && (packages.Count > 0 || snapshot.Origin.Kind == OriginKind.Text));
        return byItself
            ? clash with { Kind = ClashKind.UnattendedUpgrade, Evidence = [.. clash.Evidence.Take(4), .. upgraded.Concat(named).Concat(packages).Take(4)] }
            : clash;
    }
}
