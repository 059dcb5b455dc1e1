using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Mps;

/// <summary>Why a program does not reach the MPS daemon.</summary>
public enum MpsCause
{
    /// <summary>It does, or nobody tried.</summary>
    None,

    /// <summary>SELinux refuses the pipe.</summary>
    Selinux,

    /// <summary>The user may not pass a directory on the way.</summary>
    NotTraversable,

    /// <summary>The pipe directory is not in the container.</summary>
    NotShared,

    /// <summary>Daemon and program do not mean the same directory.</summary>
    DirectoryUnset,
}

/// <summary>Tells the four causes of a failed MPS connection apart.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="Evidence">What says so.</param>
public sealed record MpsTrouble(MpsCause Cause, Confidence Confidence, ImmutableArray<Source> Evidence)
{
    private static readonly ImmutableArray<LogSign> Selinux =
    [
        new("SELinux context", @"(?i)setting SELinux context")
        {
            Samples = ["E1220 11:03:48.293764 99 main.go:213] Failed to start MPS daemon: error setting SELinux context: lsetxattr /mps/nvidia.com/gpu/pipe: permission denied"],
        },
        new("lsetxattr", @"lsetxattr \S*(?:mps|/pipe)\S*:") { Samples = ["lsetxattr /mps/nvidia.com/gpu/pipe: invalid argument"] },
        new("set file label on", @"set file label on \S*(?:mps|/pipe)") { Samples = ["failed to set file label on /mps/nvidia.com/gpu/pipe: permission denied"] },
        new("label on mount source", @"label on mount source \S*mps") { Samples = ["error setting label on mount source '/tmp/nvidia-mps': SELinux relabeling of /tmp/nvidia-mps is not allowed"] },
        new("elabel", @"(?i)relabel\w* (?:failed |of )?\S*(?:nvidia-mps|/mps)\S*") { Samples = ["Error: relabel failed /run/nvidia/mps: lsetxattr /run/nvidia/mps/shm: operation not supported"] },
        new("chcon: ", @"chcon: .*(?:mps|/pipe)") { Samples = ["chcon: failed to change context of '/mps/nvidia.com/gpu/pipe' to 'system_u:object_r:container_file_t:s0': Permission denied"] },
        new("scontext=", @"avc: +denied.*(?:nvidia-mps|cuda-mps|/mps/)")
        {
            Samples = ["avc:  denied  { connectto } for  pid=41 comm=\"python\" path=\"/tmp/nvidia-mps/control\" scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=system_u:system_r:unconfined_service_t:s0 tclass=unix_stream_socket permissive=0"],
        },
    ];

    private static readonly ImmutableArray<LogSign> Closed =
    [
        new("EACCES", @"(?<path>/\S*(?:mps)[^\s""']*).{0,60}EACCES")
        {
            Samples =
            [
                "connect(0, {sun_path=\"/run/nvidia/mps/nvidia.com/gpu/pipe/control\"}) = -1 EACCES (Permission denied)",
                "openat(AT_FDCWD, \"/tmp/nvidia-mps/log\", O_WRONLY|O_CLOEXEC) = -1 EACCES (Permission denied)",
            ],
        },
        new("ermission denied", @"(?:(?<path>/\S*mps[^\s:""']*).{0,40}[Pp]ermission denied|CUDA_MPS_PIPE_DIRECTORY.*[Pp]ermission denied)")
        {
            Samples = ["ls: cannot access '/tmp/nvidia-mps/control': Permission denied"],
        },
        new("drwx", @"^\s*drwx(?:------|r-x---|rwx---|--x---)\S?\s+(?:[0-9]+\s+)?\S+\s+\S+\s(?:.*\s)?(?<path>/\S*|\.|\S*mps\S*)$")
        {
            Samples = ["drwx------ 5 root root 120 Apr 28 18:20 /run/nvidia", "drwx------ root root nvidia-mps"],
        },
        new("traverse", @"(?i)(?:cannot|can't|not|unable to) (?:be )?travers") { Samples = ["the server can't traverse /run/nvidia"] },
    ];

    private static readonly ImmutableArray<LogSign> OtherUsers =
    [
        new("on-root", @"(?i)\bnon-root\b") { Samples = ["MPS works for root, for non-root pods it does not"] },
        new("as root", @"(?i)\b(?:works?|fine|ok|only|succeeds?)\b.{0,30}\bas root\b") { Samples = ["it works as root"] },
        new("runAsUser") { Samples = ["    runAsUser: 1000"] },
        new("--user ") { Samples = ["docker run --user 1000 --gpus all cuda-sample"] },
    ];

    private static readonly LogSign ServerStarts = new("Starting new server", @"Starting new server (?<pid>[0-9]+) for user (?<uid>[1-9][0-9]*)")
    {
        Samples = ["[2026-04-28 18:20:41.699 Control  3511] Starting new server 4301 for user 1000"],
    };

    private static readonly LogSign ServerExits = new("exited with status", @"Server (?<pid>[0-9]+) exited with status (?<status>[0-9]+)")
    {
        Samples = ["[2026-04-28 18:20:41.712 Control  3511] Server 4301 exited with status 1"],
    };

    private static readonly ImmutableArray<LogSign> ServerLives =
    [
        new("NEW SERVER", @"NEW SERVER [0-9]+: Ready") { Samples = ["[2026-04-28 18:20:41.712 Control  3511] NEW SERVER 4301: Ready"] },
        new("Driver initialization failed") { Samples = ["Driver initialization failed with: no CUDA-capable device is detected"] },
        new("Server encountered a fatal exception") { Samples = ["[2026-11-20 09:43:50.642 Control 27347] Server encountered a fatal exception. Shutting down"] },
    ];

    private static readonly LogSign MustBeSet = new("CUDA_MPS_", @"CUDA_MPS_(?:PIPE|LOG)_DIRECTORY must be set")
    {
        Samples = ["CUDA_MPS_PIPE_DIRECTORY must be set to start or to communicate with MPS control daemon"],
    };

    private static readonly LogSign DaemonStarts = new("nvidia-cuda-mps-control", @"nvidia-cuda-mps-control -(?:d|f)\b") { Samples = ["nvidia-cuda-mps-control -d"] };

    private static readonly LogSign DeviceBusy = new("busy or unavailable") { Samples = ["error == cudaSuccess (46 vs. 0)  all CUDA-capable devices are busy or unavailable"] };

    private static readonly LogSign DaemonAt = new("sing socket ", @"(?:Starting control daemon using socket|Connecting to control daemon on socket:) (?<directory>\S+)/control")
    {
        Samples = ["[2024-06-10 15:16:40.777 Control 111377] Starting control daemon using socket /tmp/nvidia-mps/control"],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
    [
        .. Selinux, .. Closed, .. OtherUsers, ServerStarts, ServerExits, .. ServerLives, MustBeSet, DaemonAt, DaemonStarts, DeviceBusy,
        PartitionSigns.MpsConnectionFailed, PartitionSigns.MpsConnectionFailedName, PartitionSigns.MpsDaemonNotFound, .. ContainerMentions.All,
    ];

    /// <summary>Decides; the cause is <see cref="MpsCause.None"/> when nothing failed.</summary>
    public static MpsTrouble Decide(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var failed = log.Current(PartitionSigns.MpsConnectionFailed, PartitionSigns.MpsConnectionFailedName, PartitionSigns.MpsDaemonNotFound);
        var places = Places(failed.Take(2));
        if (log.Current(Selinux.AsSpan()) is { IsEmpty: false } labels)
        {
            return new MpsTrouble(MpsCause.Selinux, Confidence.Certain, [.. Places(labels), .. places]);
        }
        if (log.Current(MustBeSet) is { IsEmpty: false } unset)
        {
            return new MpsTrouble(MpsCause.DirectoryUnset, Confidence.Certain, [.. Places(unset), .. places]);
        }
        if (OnHost(snapshot, places) is { } seen)
        {
            return seen;
        }
        if (NotTraversable(log, failed, places) is { } closed)
        {
            return closed;
        }
        if (failed.IsEmpty)
        {
            return snapshot.Origin.Kind == OriginKind.Text ? PastTheDaemon(log) : new MpsTrouble(MpsCause.None, Confidence.Certain, []);
        }
        if (ContainerMentions.First(log) is { } container)
        {
            return new MpsTrouble(MpsCause.NotShared, Confidence.Likely, [.. places, container]);
        }
        var elsewhere = log.Current(DaemonAt).FirstOrDefault(hit => hit["directory"] is not "/tmp/nvidia-mps");
        return elsewhere is not null
            ? new MpsTrouble(MpsCause.DirectoryUnset, Confidence.Likely, [.. places, elsewhere.Source])
            : new MpsTrouble(MpsCause.DirectoryUnset, Confidence.Possible, places);
    }

    // The modes of the directories and the daemon's own log show it without a complaint of the client.
    private static MpsTrouble? OnHost(Snapshot snapshot, ImmutableArray<Source> places)
    {
        var pipe = snapshot.Partition.MpsPipes.FirstOrDefault(pipe => pipe is { Runs: true, Closed.IsEmpty: false });
        return pipe is not null && snapshot.Partition.MpsLog.Or(null) is { ServerLives: false, Reason: null, Failed: { Length: >= 2 } failed }
            ? new MpsTrouble(MpsCause.NotTraversable, Confidence.Certain, [pipe.Source, .. failed.Take(2), .. places])
            : null;
    }

    private static MpsTrouble? NotTraversable(LogFacts log, ImmutableArray<LogHit> failed, ImmutableArray<Source> places)
    {
        var closed = log.Current(Closed.AsSpan());
        if (closed.Any(hit => hit.Sign != Closed[3]) || (!closed.IsEmpty && !failed.IsEmpty))
        {
            var isMode = closed.All(hit => hit.Sign == Closed[2]);
            return isMode && failed.IsEmpty ? null : new MpsTrouble(MpsCause.NotTraversable, Confidence.Likely, [.. Places(closed), .. places]);
        }
        var starts = log.Current(ServerStarts);
        var exits = log.Current(ServerExits).Where(exit => starts.Any(start => start["pid"] == exit["pid"])).ToImmutableArray();
        if (starts.Length >= 2 && exits.Length >= 2 && !log.HasAny(ServerLives.AsSpan()))
        {
            return new MpsTrouble(MpsCause.NotTraversable, Confidence.Likely, [.. Places(starts.Take(2)), .. Places(exits.Take(2)), .. places]);
        }
        return !failed.IsEmpty && log.Current(OtherUsers.AsSpan()) is { IsEmpty: false } users
            ? new MpsTrouble(MpsCause.NotTraversable, Confidence.Likely, [.. places, .. Places(users.Take(2))])
            : null;
    }

    // A client that finds no pipe goes to the GPU itself, which the daemon of another container holds for its own clients.
    private static MpsTrouble PastTheDaemon(LogFacts log) =>
        log.Current(DeviceBusy) is { IsEmpty: false } busy && log.Has(DaemonStarts) && ContainerMentions.First(log) is { } container
            ? new MpsTrouble(MpsCause.NotShared, Confidence.Possible, [.. Places(busy.Take(2)), container])
            : new MpsTrouble(MpsCause.None, Confidence.Certain, []);

    private static ImmutableArray<Source> Places(IEnumerable<LogHit> hits) => [.. hits.Select(hit => hit.Source)];
}
