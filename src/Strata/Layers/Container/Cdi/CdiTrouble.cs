using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container.Cdi;

/// <summary>Why an engine cannot give a container its CDI device.</summary>
public enum CdiCause
{
    /// <summary>It can, or nobody asked.</summary>
    None,

    /// <summary>No specification defines the device.</summary>
    Missing,

    /// <summary>The specification lies where the engine does not look.</summary>
    NotSearched,

    /// <summary>The engine cannot read the specification.</summary>
    TooNew,

    /// <summary>The specification names files that are not there.</summary>
    Stale,

    /// <summary>The specifications of this machine could not be read.</summary>
    NotRead,
}

/// <summary>Tells the four causes behind one message apart.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="Evidence">What says so.</param>
public sealed record CdiTrouble(CdiCause Cause, Confidence Confidence, ImmutableArray<Source> Evidence)
{
    /// <summary>The engine says that it cannot read a specification.</summary>
    public static LogSign Rejected { get; } = new("CDI ", @"(?i)failed to (?:load|parse|unmarshal|validate|read).{0,30}CDI Spec.*(?:unknown field|invalid (?:cdi )?version|version must be at least|unsupported)")
    {
        Samples =
        [
            "failed to load CDI Spec failed to parse CDI Spec \"/etc/cdi/nvidia.yaml\": failed to unmarshal CDI Spec: error unmarshaling JSON: while decoding JSON: json: unknown field \"additionalGids\"",
        ],
    };

    /// <summary>An engine without CDI takes the device's name for a path.</summary>
    public static LogSign TakenForPath { get; } = new("stat nvidia.com/", @"stat (?<devices>nvidia\.com/\S+): no such file or directory")
    {
        Samples = ["Error: stat nvidia.com/gpu=all: no such file or directory"],
    };

    /// <summary>A device node of the specification is gone.</summary>
    public static LogSign NodeGone { get; } = new("CDI host device", @"failed to stat CDI host device [""\\]*(?<path>/[^""\\]+)")
    {
        Samples = ["Error: setting up CDI devices: failed to inject devices: failed to stat CDI host device \"/dev/nvidia1\": no such file or directory"],
    };

    /// <summary>A library of the specification is gone.</summary>
    public static LogSign FileGone { get; } = new(
        "o such file or directory", @"(?i)(?:(?:crun: (?:cannot stat|error stat'ing file)|error mounting|mount source path) [`'""\\]*(?<path>/(?!dev/|proc/)\S*?(?:nvidia|libcuda|libnv)[^\s`'""\\:]*)|stat(?:fs)? (?<path>/(?:usr|lib|lib64|opt|nix)/\S*?(?:nvidia|libcuda|libnv)[^\s`'""\\:]*\.so[^\s`'""\\:]*))[`'""\\]*(?::| to rootfs).*no such file or directory")
    {
        Samples =
        [
            "Error: crun: cannot stat `/lib64/libEGL_nvidia.so.550.54.14`: No such file or directory: OCI runtime attempted to invoke a command that was not found",
            "crun: error stat'ing file /lib/x86_64-linux-gnu/libEGL_nvidia.so.535.161.07: No such file or directory: OCI runtime attempted to invoke a command that was not found",
            "Error: crun: cannot stat `/lib/firmware/nvidia/535.161.07/gsp_ga10x.bin`: No such file or directory: OCI runtime attempted to invoke a command that was not found",
            "error mounting \"/usr/lib/x86_64-linux-gnu/libcuda.so.535.104.05\" to rootfs at \"/usr/lib/x86_64-linux-gnu/libcuda.so.535.104.05\": no such file or directory",
        ],
    };

    /// <summary>The version that a shown specification declares.</summary>
    public static LogSign DeclaredVersion { get; } = new("cdiVersion", @"cdiVersion""?: *[""']?(?<version>[0-9]+\.[0-9]+\.[0-9]+)")
    {
        Samples = ["cdiVersion: 0.7.0", "\"cdiVersion\": \"0.5.0\","],
    };

    /// <summary>Somebody names the directories to search, or one that is not searched by default.</summary>
    public static LogSign Directories { get; } = new("cdi", @"(?:--?cdi[-_]spec[-_]dirs?|cdi_spec_dirs|(?<!/var)/run/cdi)\b")
    {
        Samples = ["podman --cdi-spec-dir=/run/cdi run --rm ubuntu", "ls /run/cdi"],
    };

    /// <summary>Somebody says that the engine does not read one of the directories.</summary>
    public static LogSign DirectoryUnread { get; } = new("/cdi", @"(?i)(?:\bfail\w* to|\bnot|n't|\bunable to|\bnever)\s(?:\w+ ){0,2}(?:parse|read|search|scan|load|watch|look (?:in|into|at))\b.{0,60}[\s`'""]/(?:etc|var/run|run)/cdi\b(?!/\w)")
    {
        Samples = ["the engine does not read the specs in `/var/run/cdi` directory", "It fails to parse any of the files in /run/cdi"],
    };

    /// <summary>Somebody writes the specification anew and then it works, without a message of the engine.</summary>
    public static LogSign WrittenAnew { get; } = new("nvidia-ctk cdi generate") { Samples = ["nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml"] };

    /// <summary>It works once more.</summary>
    public static LogSign WorksAgain { get; } = new(" again", @"(?i)\b(?:work(?:s|ed|ing)?|start(?:s|ed)?|fix(?:es|ed)?|fine|ok)\b.{0,12} again\b") { Samples = ["After that the containers work again"] };

    /// <summary>An update of the driver took the GPU from the containers.</summary>
    public static LogSign LostByUpdate { get; } = new(
        "pdate", @"(?i)\bupdate[sd]?\b.{0,50}\b(?:driver|graphics card|gpu)\b.{0,80}(?:\bcan't|\bcannot|\bcan not|\bno longer|\bstop|\blose|\bbreak|\bfail|n't work)|\bdrivers?\b.{0,30}\bupdate[sd]?\b.{0,80}(?:\bcan't|\bcannot|\bcan not|\bno longer|\bstop|\blose|\bbreak|\bfail|n't work)")
    {
        Samples = ["After each driver update the containers no longer find the GPU", "An update of the driver and the containers cannot use the GPU"],
    };

    /// <summary>A distribution whose own Podman is of version 4.9.</summary>
    public static ImmutableArray<LogSign> HasPodman49 { get; } =
    [
        new("untu 24.04") { Samples = ["OS Version: Kubuntu 24.04"] },
        new("noble", @"\bnoble\b") { Samples = ["Codename:	noble"] },
        new("Red Hat Enterprise Linux 8") { Samples = ["PRETTY_NAME=\"Red Hat Enterprise Linux 8.10 (Ootpa)\""] },
        new("RHEL", @"\bRHEL[ -]?8\b") { Samples = ["OS: RHEL 8.9"] },
        new("Linux 8", @"\b(?:Rocky|Alma|Oracle) ?Linux 8") { Samples = ["Rocky Linux 8.10"] },
    ];

    /// <summary>Somebody says that the driver was upgraded before it failed.</summary>
    public static ImmutableArray<LogSign> AfterUpgrade { get; } =
    [
        new("river up", AfterUpgradePattern) { Samples = ["After the driver update podman no longer starts", "broken since a driver upgrade"] },
        new("rivers up", AfterUpgradePattern) { Samples = ["After the nvidia drivers updated themselves containers fail"] },
        new("river was up", AfterUpgradePattern) { Samples = ["broken since the nvidia driver was upgraded"] },
    ];

    private const string AfterUpgradePattern = @"(?i)\b(?:after|since|following)\b.{0,60}\bdrivers? (?:was |were )?(?:updat|upgrad)";

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
        [ContainerSigns.CdiUnresolvable, ContainerSigns.CdiListed, Rejected, TakenForPath, NodeGone, FileGone, DeclaredVersion, Directories, DirectoryUnread, WrittenAnew, WorksAgain, LostByUpdate, .. HasPodman49, .. AfterUpgrade, .. DaemonMentions.Rootless];

    /// <summary>Decides; the cause is <see cref="CdiCause.None"/> when no engine complained.</summary>
    public static CdiTrouble Decide(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var refused = log.Current(ContainerSigns.CdiUnresolvable, TakenForPath);
        var devices = refused.Select(hit => hit["devices"].TrimEnd('.', ',')).ToImmutableArray();
        if (log.Current(Rejected) is { IsEmpty: false } rejected)
        {
            return new CdiTrouble(CdiCause.TooNew, Confidence.Certain, Places(rejected));
        }
        if (log.Current(NodeGone, FileGone) is { IsEmpty: false } gone)
        {
            return new CdiTrouble(CdiCause.Stale, Confidence.Likely, Places(gone));
        }
        if (refused.IsEmpty)
        {
            return snapshot.Origin.Kind == OriginKind.Text ? Told(log) : new CdiTrouble(CdiCause.None, Confidence.Certain, []);
        }
        if (snapshot.Origin.IsWholeMachine && !snapshot.Container.CdiSpecs.IsUnreadable)
        {
            return FromFiles(snapshot, refused, devices);
        }
        return snapshot.Origin.IsWholeMachine
            ? new CdiTrouble(CdiCause.NotRead, Confidence.Certain, Places(refused))
            : FromText(snapshot, refused);
    }

    // Without a message of the engine only a whole story counts.
    private static CdiTrouble Told(LogFacts log)
    {
        if (log.Current(DirectoryUnread) is { IsEmpty: false } unread)
        {
            return new CdiTrouble(CdiCause.NotSearched, Confidence.Possible, Places(unread));
        }
        return log.Current(LostByUpdate) is { IsEmpty: false } lost && log.Current(WrittenAnew) is { IsEmpty: false } anew && log.Has(WorksAgain)
            ? new CdiTrouble(CdiCause.Stale, Confidence.Possible, [.. Places(lost), .. Places(anew)])
            : new CdiTrouble(CdiCause.None, Confidence.Certain, []);
    }

    private static CdiTrouble FromFiles(Snapshot snapshot, ImmutableArray<LogHit> refused, ImmutableArray<string> devices)
    {
        var specs = snapshot.Container.CdiSpecs.Or([]);
        var defining = specs.Where(spec => devices.Any(spec.Defines)).ToImmutableArray();
        if (defining.IsEmpty)
        {
            return new CdiTrouble(CdiCause.Missing, Confidence.Certain, [.. Places(refused), snapshot.Container.CdiSpecs.Source]);
        }
        if (!defining.Any(spec => IsSearched(snapshot, refused, spec)))
        {
            return new CdiTrouble(CdiCause.NotSearched, Confidence.Certain, [.. Places(refused), defining[0].Source]);
        }
        if (defining.Select(spec => Unread(snapshot, spec)).FirstOrDefault(source => source is not null) is { } unread)
        {
            return new CdiTrouble(CdiCause.TooNew, Confidence.Certain, [.. Places(refused), unread]);
        }
        return new CdiTrouble(CdiCause.None, Confidence.Certain, []);
    }

    private static bool IsSearched(Snapshot snapshot, ImmutableArray<LogHit> refused, CdiSpec spec)
    {
        var told = refused.Any(IsDocker) ? snapshot.Container.Docker.Or(null)?.CdiDirectories ?? [] : snapshot.Container.PodmanCdiDirectories.Or([]);
        return (told.IsEmpty ? CdiCollector.Usual : told).Any(directory => CdiCollector.Real(spec.Path).StartsWith(CdiCollector.Real(directory) + "/", StringComparison.Ordinal));
    }

    /// <summary>Where a specification declares a version that an engine of this host cannot read, or null.</summary>
    public static Source? Unread(Snapshot snapshot, CdiSpec spec) =>
        spec.Version is { } version && Limit(snapshot) is { Newest: { } newest } && version > newest ? spec.Source : null;

    private static CdiSupportRow? Limit(Snapshot snapshot) => snapshot.Container.Engines
        .Select(engine => engine.Version is null || engine.Kind is not EngineKind.Podman ? null : CdiSupport.LimitOf(engine.Kind, engine.Version))
        .FirstOrDefault(row => row is not null);

    private static CdiTrouble FromText(Snapshot snapshot, ImmutableArray<LogHit> refused)
    {
        var log = snapshot.Log;
        var places = Places(refused);
        var listed = log.Current(ContainerSigns.CdiListed);
        var limit = Limit(snapshot);
        var engine = snapshot.Container.Engine(EngineKind.Podman);
        if (refused.Any(hit => hit.Sign == TakenForPath))
        {
            return new CdiTrouble(CdiCause.TooNew, Confidence.Likely, engine is null ? places : [.. places, engine.Source]);
        }
        var declared = log.Current(DeclaredVersion).Select(hit => (Version: Versions.In(hit["version"]), hit.Source)).FirstOrDefault();
        if (declared.Version is null && snapshot.Container.ToolkitVersion.TryGet(out var toolkit))
        {
            declared = (toolkit >= CdiSupport.ToolkitWithSpec07 ? new Version(0, 7, 0) : new Version(0, 5, 0), snapshot.Container.ToolkitVersion.Source);
        }
        if (limit is { Newest: { } newest } && engine is not null)
        {
            if (declared.Version is { } version && version > newest)
            {
                return new CdiTrouble(CdiCause.TooNew, Confidence.Certain, [.. places, engine.Source, declared.Source]);
            }
            if (declared.Version is null && listed.Any(hit => hit["count"] != "0"))
            {
                return new CdiTrouble(CdiCause.TooNew, Confidence.Likely, [.. places, engine.Source, listed[0].Source]);
            }
        }
        var system = log.Current(HasPodman49.AsSpan()).FirstOrDefault();
        if (engine?.Version is null && system is not null && declared.Version is null or { Major: 0, Minor: >= 7 } && listed.Any(hit => hit["count"] != "0"))
        {
            return new CdiTrouble(CdiCause.TooNew, Confidence.Likely, [.. places, system!.Source, listed[0].Source]);
        }
        if (listed.Any(hit => hit["count"] == "0"))
        {
            return new CdiTrouble(CdiCause.Missing, Confidence.Certain, [.. places, listed[0].Source]);
        }
        if (DaemonMentions.First(log, DaemonMentions.Rootless) is { } rootless && !refused.Any(IsPodman))
        {
            return new CdiTrouble(CdiCause.NotSearched, Confidence.Likely, [.. places, rootless]);
        }
        if (listed.Length > 0 || log.Has(Directories))
        {
            return new CdiTrouble(CdiCause.NotSearched, Confidence.Likely, [.. places, .. Places(log.Current(ContainerSigns.CdiListed, Directories))]);
        }
        if (log.Current(AfterUpgrade.AsSpan()) is { IsEmpty: false } upgraded)
        {
            return new CdiTrouble(CdiCause.Stale, Confidence.Possible, [.. places, upgraded[0].Source]);
        }
        // The bare words decide little. Older Podman ("error setting up") has its directories from a setting that distributions change;
        // newer Podman, Docker and the nvidia runtime search the two directories that nvidia-ctk writes.
        if (refused.Any(hit => (hit.Source.Text ?? "").Contains("error setting up CDI devices", StringComparison.Ordinal)))
        {
            return new CdiTrouble(CdiCause.NotSearched, Confidence.Possible, places);
        }
        var podman = refused.Any(hit => (hit.Source.Text ?? "").Contains("setting up CDI devices", StringComparison.Ordinal));
        return new CdiTrouble(CdiCause.Missing, podman ? Confidence.Possible : Confidence.Likely, places);
    }

    private static bool IsDocker(LogHit refusal) => (refusal.Source.Text ?? "").Contains("daemon", StringComparison.Ordinal);

    private static bool IsPodman(LogHit refusal) => (refusal.Source.Text ?? "").Contains("setting up CDI devices", StringComparison.Ordinal);

    private static ImmutableArray<Source> Places(ImmutableArray<LogHit> hits) => [.. hits.Select(hit => hit.Source)];
}
