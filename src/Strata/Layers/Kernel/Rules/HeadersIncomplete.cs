using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The header tree is not a configured one.</summary>
public sealed class HeadersIncomplete : BuildFailureRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 51),
        "dkms-build-failed-headers-incomplete",
        "The nvidia module was not built: the header tree of the kernel is incomplete",
        "A module needs the header tree of a kernel that was configured and built: Module.symvers, autoconf.h and the helper programs under scripts. Bare source, a half-removed package or a kernel packaged without them lacks some.")
    {
        DependsOn = ["kernel-headers-package-not-available"],
        Reference = "Kbuild of the driver: module_symvers_sanity_check",
    };

    /// <inheritdoc/>
    protected override ImmutableArray<BuildCause> Causes => [BuildCause.HeadersIncomplete];

    /// <inheritdoc/>
    protected override IEnumerable<PlanAction> Fixes(Snapshot snapshot, BuildVerdict build)
    {
        var kernel = build.Kernel ?? snapshot.Kernel.Running.Or(null);
        var headers = InstallHeaders.For(snapshot.Platform.Distribution.Or(null), kernel);
        yield return headers.Command is { Length: > 2 } command && command[0] == "apt"
            ? headers with { Text = "Install the complete headers anew", Command = [command[0], command[1], "--reinstall", .. command[2..]] }
            : headers;
        yield return BuildModule.For(snapshot, kernel);
    }
}
