using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Platform;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>The repositories have no headers for this kernel.</summary>
public sealed class KernelHeadersNotOffered : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 32),
        "kernel-headers-package-not-available",
        "The configured repositories offer no headers for this kernel",
        "Repositories keep headers for recent kernels only. For a kernel that is older than they are, of another distribution, or behind an expired subscription, there is no package, and the module cannot be built for it.")
    {
        Reference = "apt, dnf and zypper texts",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        ImmutableArray<LogHit> hits =
        [
            .. log.Current(RepositorySigns.NoDebHeaders).Where(hit => hit["package"].Length > 0 && !hit.Source.Text!.Contains("is already", StringComparison.Ordinal)),
            .. log.Current(RepositorySigns.NoDebHeadersTold, RepositorySigns.ToldNoHeaders, RepositorySigns.NoOtherHeaders, RepositorySigns.NoRpmHeaders, RepositorySigns.DriverContainer),
        ];
        if (hits.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var package = hits.Select(hit => hit["package"]).FirstOrDefault(text => text.Length > 0);
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, hits.Select(hit => hit.Source), Fixes(snapshot, package)) with
        {
            Title = package is null ? Info.Title : $"No repository offers {package}",
        });
    }

    private static IEnumerable<PlanAction> Fixes(Snapshot snapshot, string? package)
    {
        var family = snapshot.Platform.Distribution.Or(null)?.Family;
        if (family == DistributionFamily.Suse || (family is null && package?.StartsWith("kernel-default", StringComparison.Ordinal) is true))
        {
            yield return PlanAction.Safe("Read the package lists again", "zypper", "refresh");
            yield return PlanAction.Look("See which headers the repositories offer", "zypper", "search", "--details", "kernel-default-devel");
            yield return PlanAction.ByHand("If this kernel's headers are not offered: register the host or enable the update repositories, install the newest kernel with its kernel-default-devel, and reboot into it", Risk.Reboot, "everything on this host during the reboot", needsRoot: true);
            yield break;
        }
        if (family is DistributionFamily.Rhel or DistributionFamily.Fedora || package?.StartsWith("kernel-", StringComparison.Ordinal) is true)
        {
            yield return PlanAction.Look("See which headers the repositories offer", "dnf", "list", "--showduplicates", "kernel-devel");
            yield return PlanAction.ByHand("Give the host or container a subscription and repositories of the same release as the kernel, or move to a kernel that they carry: dnf upgrade kernel, then reboot", Risk.Reboot, "everything on this host during the reboot", needsRoot: true);
            yield break;
        }
        yield return PlanAction.Safe("Read the package lists again", "apt", "update");
        yield return PlanAction.ByHand(package?.Contains("pve", StringComparison.Ordinal) is true
            ? "Enable the Proxmox repository of this release (pve-no-subscription or enterprise), then install the headers again"
            : "If the package is still not offered: install the newest kernel with its headers (apt install linux-image-amd64 linux-headers-amd64, or linux-generic) and reboot into it", Risk.Reboot, "everything on this host during the reboot", needsRoot: true);
    }
}
