using System.Collections.Immutable;
using Strata.Planning;

namespace Strata.Layers.Userspace.Actions;

/// <summary>Keeps packages at their version, or lets them go.</summary>
public static class KeepPackages
{
    /// <summary>Holds these packages with the tool that holds the others.</summary>
    public static PlanAction Hold(string text, HeldBy by, IEnumerable<string> packages) => PlanAction.Safe(text, by == HeldBy.Dnf
        ? ["dnf", "versionlock", "add", .. Sorted(packages)]
        : ["apt-mark", "hold", .. Sorted(packages)]);

    /// <summary>Lets these packages go, each by what keeps it.</summary>
    public static IEnumerable<PlanAction> Release(string text, ImmutableArray<HeldPackage> held) => held.GroupBy(package => package.By).OrderBy(group => group.Key).SelectMany(group => group.Key switch
    {
        HeldBy.Mark => [PlanAction.Safe(text, ["apt-mark", "unhold", .. Sorted(group.Select(package => package.Name))])],
        HeldBy.Dnf => [PlanAction.Safe(text, ["dnf", "versionlock", "delete", .. Sorted(group.Select(package => package.Name))])],
        _ => group.Select(package => package.Source.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(file => PlanAction.ByHand($"{text}: take the pin out of {file}", needsRoot: true)),
    });

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
