using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The compiler does not fit the kernel.</summary>
public sealed partial class CompilerMismatch : BuildFailureRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 52),
        "dkms-build-failed-compiler-mismatch",
        "The nvidia module was not built: the compiler is not the one the kernel was built with",
        "The kernel's build flags are those of the compiler that built it. An older compiler does not know some of them, a newer one may refuse the source, and a missing one cannot build at all.")
    {
        DependsOn = ["dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete"],
        Reference = "CONFIG_CC_VERSION_TEXT of the kernel; conftest.sh of the driver: cc_version_check",
    };

    /// <inheritdoc/>
    protected override ImmutableArray<BuildCause> Causes => [BuildCause.Compiler];

    /// <inheritdoc/>
    protected override string Headline(Snapshot snapshot, BuildVerdict build) => build.Symbol is { } symbol && symbol.StartsWith('-')
        ? $"The nvidia module was not built: the compiler is too old for the kernel's option {symbol}"
        : base.Headline(snapshot, build);

    /// <inheritdoc/>
    protected override Confidence Sure(BuildVerdict build) =>
        build.Traces.Any(trace => BuildSigns.Compiler.Any(sign => sign.Alone && sign.Sign.Match(trace.Source.Text ?? "") is not null)) ? Confidence.Certain : Confidence.Likely;

    /// <inheritdoc/>
    protected override IEnumerable<PlanAction> Fixes(Snapshot snapshot, BuildVerdict build)
    {
        var distribution = snapshot.Platform.Distribution.Or(null);
        var kernel = build.Kernel ?? snapshot.Kernel.Running.Or(null);
        yield return PlanAction.Look("See which compiler built the kernel", "cat", "/proc/version");
        var wanted = build.Traces.Concat(build.All).Select(trace => trace.Source.Text ?? "").Where(NamesTheMissing).Select(line => Wanted().Match(line)).FirstOrDefault(match => match.Success)?.Groups["gcc"].Value;
        if (wanted is not null && distribution?.UsesApt is not false)
        {
            yield return PlanAction.Safe("Install that compiler", "apt", "install", wanted, wanted.Replace("gcc", "g++", StringComparison.Ordinal));
        }
        else
        {
            yield return PlanAction.ByHand("Install that compiler, the same major version", needsRoot: true);
        }
        yield return BuildModule.For(snapshot, kernel);
    }

    // The line of /proc/version, or one that says that the compiler is not there; other lines name the compiler that is too old.
    private static bool NamesTheMissing(string line) =>
        line.Contains("Linux version ", StringComparison.Ordinal)
        || line.Contains("not found", StringComparison.Ordinal)
        || line.Contains("No such file", StringComparison.Ordinal)
        || line.Contains("unable to find compiler", StringComparison.OrdinalIgnoreCase)
        || line.Contains("kernel was built by", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<gcc>gcc-\d+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Wanted();
}
