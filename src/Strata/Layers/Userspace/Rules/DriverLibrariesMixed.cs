using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>Driver libraries of two versions lie on the host.</summary>
public sealed class DriverLibrariesMixed : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 54),
        "driver-libraries-of-two-versions",
        "Driver libraries of two versions are installed",
        "Which of them a program gets depends on the linker's search order. Remains of a .run installation beside packages are the usual cause; a program that finds the wrong one fails with a version mismatch.")
    {
        DependsOn = ["driver-library-mismatch-module-package-not-upgraded", "driver-library-mismatch-stale-loaded-module", "driver-library-mismatch-unattended-upgrade"],
        Reference = "ld.so(8)",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var groups = snapshot.Userspace.Libraries.Or([]).Where(library => library.Name is "libnvidia-ml" or "libcuda")
            .GroupBy(library => library.Name, StringComparer.Ordinal)
            .Where(group => group.Select(library => library.Version).Distinct().Count() > 1)
            .ToList();
        return groups.Count == 0
            ? Verdict.Quiet
            : Verdict.Found(Find(
                State.Warning,
                Repair.ConfigFix,
                groups.SelectMany(group => group).Select(library => library.Source),
                PlanAction.Look("See which of them the linker takes", "ldconfig", "-p"),
                PlanAction.ByHand("Remove the files that belong to no package (dpkg -S FILE, rpm -qf FILE), or the old .run installation with nvidia-uninstall", needsRoot: true)));
    }
}
