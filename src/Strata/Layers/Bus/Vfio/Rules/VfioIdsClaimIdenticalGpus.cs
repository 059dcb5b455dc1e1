using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>vfio-pci is told to take a model of which the host keeps some.</summary>
public sealed class VfioIdsClaimIdenticalGpus : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 200),
        "vfio-ids-claims-identical-gpus",
        "vfio-pci is told to take every GPU of a model of which the host uses some",
        "ids= names a model, not a card: vfio-pci takes every card of that model that has no driver when it loads. Which card the host "
        + "keeps then depends on the order of loading, and the next boot may decide otherwise.")
    {
        Reference = "Linux vfio-pci parameter ids; sysfs driver_override",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(
        from wanted in VfioIds.Of(snapshot)
        let same = snapshot.Bus.Gpus.Where(gpu => gpu.PciId == wanted.Id).ToList()
        where same.Count >= 2 && same.Exists(gpu => gpu.IsForVms) && same.Exists(gpu => gpu.Driver.IsKnown && !gpu.IsForVms)
        select Make(snapshot, wanted.Id, same, wanted.Source));

    private Finding Make(Snapshot snapshot, string id, List<PciFunction> same, Machine.Source source) =>
        Find(State.Warning, Repair.ConfigFix, [source, .. same.Select(gpu => gpu.Driver.Source)],
        [
            .. BindToVfio.Tool(snapshot.Platform),
            PlanAction.ByHand($"Remove {id} from ids= and name the one card by its address instead", needsRoot: true),
            .. same.Where(gpu => gpu.IsForVms).SelectMany(gpu => BindToVfio.Function(gpu.Address)),
        ]) with
        {
            Title = $"ids={id} claims all {same.Count} GPUs of this model, and the host uses {same.Count(gpu => !gpu.IsForVms)} of them",
        };
}
