using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Metrics;

namespace Strata.Sampling;

/// <summary>Tells what happened between two samples of a host: GPUs that stopped to answer or came back, calls that hang or returned, probes that crashed.</summary>
public static class StatusChanges
{
    /// <summary>The events, GPUs in order, the probe last.</summary>
    /// <param name="before">The sample before.</param>
    /// <param name="after">The sample after.</param>
    /// <param name="boot">Boot id of the kernel that runs.</param>
    /// <param name="lastXid">The last Xid of a GPU in this boot, or null.</param>
    public static ImmutableArray<HostEvent> Of(HostSample before, HostSample after, string boot, Func<PciAddress, int?> lastXid)
    {
        var events = ImmutableArray.CreateBuilder<HostEvent>();
        foreach (var gpu in after.Gpus)
        {
            var address = AddressOf(gpu);
            var earlier = before.Gpus.FirstOrDefault(other => IsSame(other, gpu));
            if (earlier is not null && Compare(earlier, gpu) is { } change)
            {
                var xid = change.Kind is HostEventKind.GpuLost or HostEventKind.CallHangs && address is { } known ? lastXid(known) : null;
                events.Add(new HostEvent(after.TakenAt, boot, change.Kind, Name(gpu) + change.Text + (xid is null ? "" : $"; its last Xid is {xid}")) { Gpu = address });
            }
        }
        foreach (var gone in before.Gpus.Where(gpu => gpu.Answers && after.Driver is not null && !after.Gpus.Any(other => IsSame(other, gpu))))
        {
            events.Add(new HostEvent(after.TakenAt, boot, HostEventKind.GpuLost, Name(gone) + "is no longer listed by the driver") { Gpu = AddressOf(gone) });
        }
        if (after.Probe.Crashes - before.Probe.Crashes is > 0 and var crashes)
        {
            events.Add(new HostEvent(after.TakenAt, boot, HostEventKind.ProbeCrashed, crashes == 1 ? "A probe ended in a call of the driver's library" : $"{crashes} probes ended in calls of the driver's library"));
        }
        return events.ToImmutable();
    }

    // A GPU that is left alone on purpose tells nothing: neither that it is lost, nor that it is well.
    private static (HostEventKind Kind, string Text)? Compare(GpuStatus before, GpuStatus after)
    {
        if (before.IsReleased != after.IsReleased)
        {
            return after.IsReleased ? (HostEventKind.Released, "is released: nothing is asked of it") : (HostEventKind.Held, "is held again");
        }
        return before.IsUp is null || after.IsUp is null ? null : Change(before, after) ?? Standing(before, after);
    }

    // A call that hangs says more than the code that it leaves behind, so the hang is told and the code is not.
    private static (HostEventKind Kind, string Text)? Change(GpuStatus before, GpuStatus after)
    {
        if (after.IsHanging && !before.IsHanging)
        {
            return (HostEventKind.CallHangs, "does not answer: " + Describe(after.Hang));
        }
        return before.IsHanging && !after.IsHanging ? (HostEventKind.CallReturned, "let the call return that hung") : null;
    }

    // NotReady is the state of a GPU that is not asked, yet or now: it was not lost.
    private static (HostEventKind Kind, string Text)? Standing(GpuStatus before, GpuStatus after)
    {
        if (before.Answers && !after.Answers && after.Code != NvmlCode.NotReady)
        {
            return (HostEventKind.GpuLost, $"does not answer: the driver returned code {after.Code}");
        }
        return !before.Answers && after.Answers && before.Code != NvmlCode.NotReady ? (HostEventKind.GpuBack, "answers again") : null;
    }

    // Indices move when a GPU leaves; its place does not.
    private static bool IsSame(GpuStatus first, GpuStatus second) =>
        AddressOf(first) is { } one && AddressOf(second) is { } other ? one == other : first.Index == second.Index;

    private static PciAddress? AddressOf(GpuStatus gpu) => gpu.Identity?.Address ?? gpu.Address;

    private static string Name(GpuStatus gpu) => $"GPU {gpu.Index}{(gpu.Identity is { } identity ? $" ({identity.Name})" : "")} ";

    /// <summary>What hangs, in words: the call, the state of the thread, and the function of the kernel that it waits in.</summary>
    public static string Describe(ImmutableArray<BlockedThread> hang) => hang.IsDefaultOrEmpty
        ? "a call passed its deadline"
        : string.Join(", ", hang.Select(thread =>
            $"{CallOf(thread)} passed its deadline, thread in state {thread.State}{(thread.WaitsIn is { } function ? " in " + function : "")}"));

    private static string CallOf(BlockedThread thread) =>
        thread.Call.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? thread.Call[(colon + 1)..] : "a call";
}
