using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Workload.Rules;

/// <summary>Other programs hold the memory that this one needs.</summary>
public sealed class VramHeldByOthers : Rule
{
    private const int MuchMiB = 2048;
    private const int SomeMiB = 512;

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Workload, 50),
        "vram-held-by-other-process",
        "Other programs hold the GPU memory that this one needs",
        "The request would fit the card, but other processes have taken the memory: another engine, a notebook, or one that was left over from an earlier run. GPU and driver are fine.")
    {
        Reference = "pytorch/pytorch#99699; vLLM start-up check",
    };

    private static readonly ImmutableArray<LogSign> Told =
    [
        new("less than desired GPU memory utilization", @"Free memory on device.*\((?<free>[0-9.]+)/(?<total>[0-9.]+) GiB\)")
        {
            Samples = ["ValueError: Free memory on device (59.32/79.15 GiB) on startup is less than desired GPU memory utilization (0.9, 71.24 GiB). Decrease GPU memory utilization or reduce GPU memory used by other processes."],
        },
        new("less than desired GPU memory utilization") { Samples = ["is less than desired GPU memory utilization (0.9, 71.24 GiB)."] },
        new("GPU memory used by other processes") { Samples = ["Decrease GPU memory utilization or reduce GPU memory used by other processes."] },
        new("rror in memory profiling", @"(?i)initial (?:free|used) memory") { Samples = ["AssertionError: Error in memory profiling. Initial free memory 5.21 GiB, current free memory 6.02 GiB. This happens when other processes sharing the same container release GPU memory while vLLM is profiling during initialization."] },
    ];

    private static readonly ImmutableArray<LogSign> Dead =
    [
        new("ombie", @"(?i)\bzombies?\b") { Samples = ["The trainer is a zombie"] },
        new("defunct") { Samples = ["user  4711  0.0  [python] <defunct>"] },
        new("o such process", @"\bkill\b.*[Nn]o such process") { Samples = ["bash: kill: (4711) - No such process"] },
    ];

    private static readonly LogSign StillHeld = new("process", @"(?i)\b(?:previous|other|older|old|earlier|left-?over|stale|orphan(?:ed)?|zombie|another)\b.{0,30}\bprocess(?:es|\(es\))?.{0,40}\b(?:hold|holds|holding|occup(?:y|ies|ying)|retain(?:s|ing)?|keep(?:s|ing)?)\b.{0,30}\b(?:memory|VRAM)\b")
    {
        Samples = ["an older process keeps GPU memory", "an orphaned worker process keeps the VRAM"],
    };

    private static readonly ImmutableArray<LogSign> OutOfMemory =
    [
        new("emory", @"(?i)\bout[- ]of[- ]memory\b") { Samples = ["a CUDA out-of-memory error"] },
        new("OOM", @"\bOOM\b") { Samples = ["it ends with OOM"] },
    ];

    private static readonly LogSign NotReleased = new("emory", @"(?i)\b(?:device|gpu|cuda|video)\b.{0,12}\bmemory (?:has|is|was|does|did|have)(?:n't| not| never)(?: been| be| get)? ?(?:released?|freed?|cleared)|\bmemory (?:on|of) (?:the )?(?:gpu|device).{0,12} (?:has|is|was)(?:n't| not)(?: been)? (?:released|freed)")
    {
        Samples = ["the GPU memory is not released", "device 1 memory hasn't been freed"],
    };

    private const string Ended = @"(?i)\b(?:program|process|script|training|job|kernel|notebook)\b.{0,25}\b(?:crash(?:es|ed)?|killed|exit(?:s|ed)|terminated|interrupted)\b";

    private static readonly ImmutableArray<LogSign> ProgramEnded =
    [
        new("crash", Ended) { Samples = ["my program crashed"] },
        new("killed", Ended) { Samples = ["the script was killed"] },
        new(" exit", Ended) { Samples = ["the process exited"] },
        new("terminated", Ended) { Samples = ["the job was terminated"] },
        new("interrupted", Ended) { Samples = ["training was interrupted"] },
    ];

    // A card with much memory in use that does nothing; no process is listed.
    private static readonly LogSign FullAndIdle = new("MiB /", @"\b(?<mib>[0-9]{4,6})MiB / +[0-9]+MiB \| +0% ")
    {
        Samples = ["| 30%   41C    P8    20W / 250W |  10009MiB / 11264MiB |      0%      Default |"],
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [.. Told, StillHeld, .. OutOfMemory, NotReleased, .. ProgramEnded, FullAndIdle, .. Dead, .. VramError.All];

    /// <summary>What shows that others hold the memory; empty when nothing does.</summary>
    public static ImmutableArray<Source> Evidence(Snapshot snapshot, ImmutableArray<VramError> errors)
    {
        var told = snapshot.Log.Current(Told.AsSpan());
        if (!told.IsEmpty)
        {
            return [.. told.Select(hit => hit.Source)];
        }
        if (errors.Where(error => error.IsForOthers).Select(error => error.Source).ToImmutableArray() is { IsEmpty: false } counted)
        {
            return counted;
        }
        // Without numbers the table of processes decides; with numbers that say otherwise it does not.
        if (errors.IsEmpty)
        {
            return OfTheDead(snapshot) is { IsEmpty: false } dead ? dead : InWords(snapshot);
        }
        if (errors.Any(error => error.Own is not null))
        {
            return [];
        }
        var rows = snapshot.Log.Current(VramError.ProcessRow).Where(row => Holds(row, MuchMiB)).ToImmutableArray();
        return rows.IsEmpty ? [] : [.. errors.Take(2).Select(error => error.Source), .. rows.Select(row => row.Source)];
    }

    // nvidia-smi cannot name a process that ended and was never waited for; its memory stays taken until its parent ends.
    private static ImmutableArray<Source> OfTheDead(Snapshot snapshot)
    {
        var dead = snapshot.Log.Current(Dead.AsSpan());
        var rows = snapshot.Log.Current(VramError.ProcessRow).Where(row => row["name"] is "Unknown Error" or "[Not Found]" or "No such process" && Holds(row, SomeMiB)).ToImmutableArray();
        return dead.IsEmpty || rows.IsEmpty ? [] : [.. rows.Select(row => row.Source), dead[0].Source];
    }

    private static ImmutableArray<Source> InWords(Snapshot snapshot)
    {
        var log = snapshot.Log;
        if (snapshot.Origin.Kind != OriginKind.Text)
        {
            return [];
        }
        var held = log.Current(StillHeld);
        var kept = log.Current(NotReleased);
        var full = log.Current(FullAndIdle);
        return !held.IsEmpty && log.HasAny(OutOfMemory.AsSpan()) ? [.. held.Select(hit => hit.Source)]
            : !kept.IsEmpty && !full.IsEmpty && log.HasAny(ProgramEnded.AsSpan()) ? [.. kept.Select(hit => hit.Source), full[0].Source]
            : [];
    }

    private static bool Holds(LogHit row, int least) => int.TryParse(row["mib"], NumberStyles.None, CultureInfo.InvariantCulture, out var mib) && mib >= least;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var evidence = Evidence(snapshot, VramError.In(snapshot.Log));
        return evidence.IsEmpty ? Verdict.Quiet : Verdict.Found(Find(
            LogWeight.Of(snapshot), Repair.RestartApp, evidence,
            PlanAction.Look("See which processes hold memory on which GPU", "nvidia-smi", "--query-compute-apps=gpu_uuid,pid,used_memory,process_name", "--format=csv"),
            PlanAction.ByHand("End the process that is not wanted (its owner should), or use another GPU: CUDA_VISIBLE_DEVICES", Risk.Disruptive, "that process"),
            PlanAction.ByHand("Or share the card on purpose: give each engine its part, such as vLLM's --gpu-memory-utilization")) with
        {
            Confidence = Confidence.Likely,
        });
    }
}
