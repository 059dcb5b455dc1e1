using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace.Apt;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>Driver packages come from two repositories that disagree.</summary>
public sealed class MixedRepositories : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 31),
        "apt-mixed-repositories",
        "Driver packages come from two repositories or suites that disagree",
        "The distribution and NVIDIA's repository both carry the driver. Packages of one demand exact versions of the other's, and the package manager takes a part from each; a priority for one of them settles it.")
    {
        Reference = "apt_preferences(5); NVIDIA's cuda-repository-pin-600",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var quarrel = PackageQuarrel.Of(snapshot);
        if (quarrel.Kind != QuarrelKind.Repositories)
        {
            return RepositorySplit.Of(snapshot.Userspace) is { } split ? Verdict.Found(AtNextUpgrade(snapshot, split)) : Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, quarrel.Evidence, Fixes(snapshot, quarrel)) with
        {
            Confidence = quarrel.Certain ? Confidence.Certain : Confidence.Likely,
        });
    }

    // Nothing is broken yet: apt would take a part of the driver from each repository.
    private Finding AtNextUpgrade(Snapshot snapshot, RepositorySplit split) =>
        Find(State.Warning, Repair.ConfigFix, [split.First.Source, split.Second.Source], OnApt(snapshot, [split.First.Name, split.Second.Name])) with
        {
            Title = $"The next upgrade takes {split.First.Name} {split.First.Candidate} and {split.Second.Name} {split.Second.Candidate} from two repositories",
            Confidence = Confidence.Likely,
        };

    private static IEnumerable<PlanAction> Fixes(Snapshot snapshot, PackageQuarrel quarrel)
    {
        if (snapshot.Platform.Distribution.Or(null)?.UsesDnf is true || quarrel.Evidence.Any(source => source.Text?.Contains(".rpm", StringComparison.Ordinal) is true || source.Text?.Contains("xorg-x11-drv-nvidia", StringComparison.Ordinal) is true))
        {
            yield return PlanAction.Look("See which repositories carry the driver", "dnf", "repolist");
            yield return PlanAction.ByHand("Take the driver from one repository: exclude nvidia packages in the other with `excludepkgs=*nvidia*` in its file under /etc/yum.repos.d, then upgrade", needsRoot: true);
            yield break;
        }
        foreach (var fix in OnApt(snapshot, ["nvidia-driver-libs", "cuda-drivers", "nvidia-settings"]))
        {
            yield return fix;
        }
    }

    private static IEnumerable<PlanAction> OnApt(Snapshot snapshot, ImmutableArray<string> packages)
    {
        yield return PlanAction.Look("See from which repository each version comes", ["apt", "policy", .. packages]);
        yield return Preferred(snapshot, packages) is { } pin
            ? PlanAction.ByHand($"A pin in {pin.Source.Name} gives one repository the priority already: let it name all driver packages, and do not name another version on the command line", needsRoot: true)
            : PlanAction.ByHand("Give one repository the priority: for NVIDIA's, put its pin file cuda-<distribution>.pin at /etc/apt/preferences.d/cuda-repository-pin-600; for the distribution's, remove NVIDIA's list from /etc/apt/sources.list.d", needsRoot: true);
        yield return PlanAction.Safe("Read the package lists again", "apt", "update");
        yield return PlanAction.Safe("Bring the packages to one version", "apt", "install", "--fix-broken");
    }

    private static AptPin? Preferred(Snapshot snapshot, ImmutableArray<string> packages) => snapshot.Userspace.Pins.FirstOrDefault(pin =>
        pin.Kind != AptPinKind.Version && pin.Priority > AptPins.Usual && packages.Any(pin.IsFor));
}
