using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver;

/// <summary>A rule about Xids that have no rule of their own, judged by NVIDIA's catalogue.</summary>
public abstract class CatalogueXidRule : Rule
{
    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = XidSigns.All;

    /// <summary>Whether findings of this weight are of this rule.</summary>
    protected abstract bool Takes(State state);

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var groups = snapshot.Driver.Xids.Where(item => !XidRouting.HasOwnRule(item))
            .GroupBy(item => (item.Era, item.Gpu, item.Code))
            .OrderBy(group => group.Key.Gpu).ThenBy(group => group.Key.Code).ThenBy(group => group.Key.Era);
        return Verdict.Found(groups.Select(group => Judge(snapshot, group.Key.Era, group.Key.Code, [.. group])).Where(finding => Takes(finding.State)));
    }

    private Finding Judge(Snapshot snapshot, Era era, int code, ImmutableArray<XidEvent> events)
    {
        var driver = snapshot.Driver;
        var first = events[0];
        var entry = XidCatalogue.Xid(code);
        var judged = XidJudgement.Of(entry);
        var recovery = RecoveryOf(driver, first, code);
        var repair = recovery ?? judged.Repair;
        var process = events.Select(item => item.Process).FirstOrDefault(name => name.Length > 0) ?? "";
        var (state, advice) = (judged.State, judged.Advice);
        if (first.CausedBy is { } cause)
        {
            (state, advice) = (State.Info, string.Create(CultureInfo.InvariantCulture, $"The driver names Xid {cause} as the cause: follow that."));
        }
        else if (recovery is not null)
        {
            state = State.Fault;
        }
        else if (code is 13 or 31 or 45 && driver.CurrentXids.Any(other => other.Gpu == first.Gpu && other.Code != code && IsDeeper(other.Code)))
        {
            state = State.Info;
        }
        if (state == State.Fault)
        {
            state = Aftermath.Of(snapshot, first.Gpu);
        }
        return Find(state, repair, events.Select(item => item.Source), Fixes(repair, first.Gpu, process, advice)) with
        {
            Era = era,
            Subject = first.Subject,
            AlsoDependsOn = XidRouting.Doubt(events),
            Title = Title(code, entry, first, events.Length),
            Why = (entry is null ? "The number is not in the catalogue that came with this program." : entry.Meaning.TrimEnd('.') + ".") + " " + advice,
            Confidence = first.Testimony == XidTestimony.Driver ? Confidence.Certain : Confidence.Likely,
        };
    }

    private static bool IsDeeper(int code) => code is 79 or 46 or 62 or 109 or 110 or 143 || XidRouting.Memory.Contains(code) || XidRouting.Gsp.Contains(code);

    // The recovery that 154 asked for right after this error, unless another error of the GPU stands between them.
    private static Repair? RecoveryOf(DriverFacts driver, XidEvent item, int code)
    {
        var next = driver.CurrentXids.Where(other => other.Gpu == item.Gpu && other.Order > item.Order && other.Code != code).FirstOrDefault();
        return next is { Code: 154 } ? RecoveryAction.Of(next.Text) : null;
    }

    private static string Title(int code, XidEntry? entry, XidEvent first, int count)
    {
        var what = entry is null ? "newer than this catalogue" : entry.Weight switch
        {
            XidWeight.Program => "a program's fault, the GPU is healthy",
            XidWeight.Note => "a note of the driver",
            XidWeight.Degraded => "the GPU works on",
            _ => entry.Mnemonic.Split(' ')[0].Replace("ROBUST_CHANNEL_", "", StringComparison.Ordinal).Replace('_', ' ').ToLowerInvariant(),
        };
        var where = (first.Gpu is { } gpu ? " on " + gpu : "") + (first.Slice.Length > 0 ? " " + first.Slice : "");
        return string.Create(CultureInfo.InvariantCulture, $"Xid {code}{where}: {what}{(count > 1 ? $" ({count} times)" : "")}");
    }

    private static IEnumerable<PlanAction> Fixes(Repair repair, PciAddress? gpu, string process, string advice) => repair switch
    {
        Repair.None => [],
        Repair.RestartApp => [RestartProgram.Named(process)],
        Repair.ResetGpu or Repair.DrainAndReset => [ResetGpu.ListClients(gpu), ResetGpu.Now(gpu)],
        Repair.Reboot => [RestartHost.Reboot(".")],
        Repair.Replace => ReplaceBoard.Steps(gpu),
        _ => [PlanAction.ByHand(advice), PlanAction.Safe("Write the report that the vendor asks for.", "nvidia-bug-report.sh")],
    };
}
