using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>modprobe's configuration sets an option that vfio-pci does not have.</summary>
public sealed class VfioOptionIgnored : Rule
{
    // Parameters of vfio-pci (source: modinfo of Linux 6.1 and later).
    private static readonly ImmutableArray<string> Known =
        ["ids", "nointxmask", "disable_vga", "disable_idle_d3", "enable_sriov", "disable_denylist"];

    private static readonly LogSign UnknownParameter = new("vfio", @"vfio[_-]pci: unknown parameter '(?<name>\w+)' ignored")
    {
        Samples = ["[   26.871228] vfio_pci: unknown parameter 'disable_vga' ignored"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 190),
        "vfio-pci-option-ignored",
        "vfio-pci ignores an option that is set for it",
        "The kernel takes only parameters that the module has and drops the others with a line in its log. reset_method is no parameter "
        + "of vfio-pci: it is a file of each device in sysfs.")
    {
        Reference = "modinfo vfio-pci; sysfs-bus-pci reset_method",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [UnknownParameter];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var set = snapshot.Bus.VfioOptions.Or([]).Where(option => option.Module == "vfio_pci" && !Known.Contains(option.Name))
            .Select(option => (option.Name, option.Source)).ToList();
        var told = snapshot.Log.Current(UnknownParameter).Where(hit => set.TrueForAll(option => option.Name != hit["name"])).Select(hit => (Name: hit["name"], hit.Source));
        return Verdict.Found(set.Select(option => Make(State.Warning, option.Name, option.Source)).Concat(told.Select(option => Make(State.Info, option.Name, option.Source))));
    }

    private Finding Make(State state, string name, Machine.Source source) => Find(state, Repair.ConfigFix, [source],
        name == "reset_method"
            ? PlanAction.ByHand("Remove reset_method from the options; write the method to the file reset_method of the device in sysfs at each boot, for example from a udev rule", needsRoot: true)
            : PlanAction.ByHand($"Remove {name} from the options for vfio-pci; this kernel's module has no such parameter", needsRoot: true)) with
    {
        Title = $"vfio-pci ignores its option {name}",
    };
}
