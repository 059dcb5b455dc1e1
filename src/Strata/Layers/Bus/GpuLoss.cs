using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Bus;

/// <summary>A GPU that stopped answering on the bus, with every trace of it and the link errors that came before.</summary>
/// <param name="Gpu">The GPU; null when the traces do not name it.</param>
/// <param name="Evidence">Traces of the loss, strongest first.</param>
/// <param name="Causes">Link errors before the loss.</param>
/// <param name="Confidence">How sure.</param>
/// <param name="Era">How old.</param>
public sealed record GpuLoss(PciAddress? Gpu, ImmutableArray<Source> Evidence, ImmutableArray<LinkError> Causes, Confidence Confidence, Era Era)
{
    /// <summary>Signs of a loss, strongest first.</summary>
    public static ImmutableArray<LogSign> Signs { get; } =
        [BusSigns.Xid79, BusSigns.FallenOffBusAtProbe, BusSigns.FallenOffBus, BusSigns.GpuIsLost, BusSigns.PluginSaw79, BusSigns.ToldXid79, BusSigns.StatusLost, BusSigns.CannotAttach, BusSigns.LostAfterwards, BusSigns.DeviceInaccessible, BusSigns.NotReady, BusSigns.HandleUnknown, BusSigns.ToldFall];

    private static readonly ImmutableArray<LogSign> OnlyTogether = [BusSigns.HandleUnknown, BusSigns.ToldFall];

    /// <summary>Finds the lost GPUs of a snapshot.</summary>
    public static ImmutableArray<GpuLoss> Find(Snapshot snapshot) =>
        [.. FromFacts(snapshot, [.. Enum.GetValues<Era>().SelectMany(era => FromLog(snapshot, era))])];

    private static List<GpuLoss> FromLog(Snapshot snapshot, Era era)
    {
        var isTold = OnlyTogether.All(sign => snapshot.Log.Has(sign));
        var hits = Signs.SelectMany((sign, rank) => snapshot.Log.All(sign).Where(hit => hit.Era == era && IsLoss(hit) && (!OnlyTogether.Contains(hit.Sign) || isTold)).Select(hit => (Hit: hit, Rank: rank))).ToList();
        if (hits.Count == 0 || (era == Era.Current && hits.TrueForAll(item => item.Rank > 3) && snapshot.Log.Has(BusSigns.SwitchedOff)))
        {
            return [];
        }
        var errors = LinkErrors.Find(snapshot, era);
        var named = hits.Where(item => AddressOf(item.Hit) is not null).GroupBy(item => AddressOf(item.Hit)!.Value).OrderBy(group => group.Key).ToList();
        var unnamed = hits.Where(item => AddressOf(item.Hit) is null).ToList();
        if (named.Count == 0)
        {
            return [Make(null, unnamed, errors, era)];
        }
        // Lines without an address belong to the one GPU that is named; with several they add nothing.
        return [.. named.Select(group => Make(group.Key, [.. group, .. named.Count == 1 ? unnamed : []], errors, era))];
    }

    private static GpuLoss Make(PciAddress? gpu, IEnumerable<(LogHit Hit, int Rank)> hits, ImmutableArray<LinkError> errors, Era era)
    {
        var ordered = hits.OrderBy(item => item.Rank).ThenBy(item => item.Hit.Order).ToList();
        var first = ordered.MinBy(item => item.Hit.Order).Hit;
        var confidence = ordered[0].Rank switch { <= 3 => Confidence.Certain, _ => Confidence.Likely };
        return new GpuLoss(gpu, [.. ordered.Select(item => item.Hit.Source).Take(4)], LinkErrors.Before(errors, first, gpu), confidence, era);
    }

    // A device that vfio-pci holds is judged by the rules of passthrough.
    private static bool IsLoss(LogHit hit) => hit["driver"] is "" or "nvidia" or "nouveau";

    private static PciAddress? AddressOf(LogHit hit) => PciAddress.TryParse(hit["address"], out var address) ? address.Slot : null;

    // Configuration space that reads all ones needs no log.
    private static List<GpuLoss> FromFacts(Snapshot snapshot, List<GpuLoss> losses)
    {
        foreach (var gpu in snapshot.Bus.Gpus.Where(gpu => gpu.Answers.TryGet(out var answers) && !answers && !gpu.IsForVms))
        {
            var at = losses.FindIndex(loss => loss.Era == Era.Current && (loss.Gpu is null || loss.Gpu == gpu.Address.Slot));
            if (at >= 0)
            {
                losses[at] = losses[at] with { Gpu = gpu.Address, Evidence = [.. losses[at].Evidence, gpu.Answers.Source] };
            }
            else if (!snapshot.Log.Has(BusSigns.SwitchedOff) && gpu.RuntimeStatus.Or(null) is not "suspended")
            {
                losses.Add(new GpuLoss(gpu.Address, [gpu.Answers.Source], [], Confidence.Likely, Era.Current));
            }
        }
        return losses;
    }
}
