using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The installed container toolkit lets a container break out.</summary>
public sealed class VulnerableToolkit : Rule
{
    private static readonly ImmutableArray<(Version FixedIn, string Name, string What)> Known =
    [
        (new Version(1, 16, 2), "CVE-2024-0132", "an image can reach the file system of the host"),
        (new Version(1, 17, 8), "CVE-2025-23266", "a hook runs as root of the host with the environment of the image"),
        (new Version(1, 17, 8), "CVE-2025-23267", "the hook that updates the loader cache follows links of the image"),
    ];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 180),
        "container-toolkit-known-vulnerability",
        "The installed container toolkit has known vulnerabilities",
        "The toolkit's hooks run as root on the host when a container starts. In this release a crafted image can use them to break out of its container.")
    {
        Reference = "NVIDIA security bulletins for CVE-2024-0132, CVE-2025-23266 and CVE-2025-23267",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (!snapshot.Origin.IsWholeMachine)
        {
            return Verdict.Quiet;
        }
        if (Installed(snapshot) is not { } installed)
        {
            return snapshot.Container.Toolkit.IsKnown
                ? Verdict.Unknown("the container toolkit is installed, and neither its package nor nvidia-ctk told its version")
                : Verdict.Quiet;
        }
        var open = Known.Where(flaw => installed.Version < flaw.FixedIn).ToImmutableArray();
        if (open.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var list = string.Join("; ", open.Select(flaw => $"{flaw.Name}: {flaw.What} (fixed in {flaw.FixedIn})"));
        return Verdict.Found(Find(State.Warning, Repair.ConfigFix, [installed.Source], InstallContainerToolkit.Upgrade(snapshot.Platform.Distribution.Or(null))) with
        {
            Subject = "nvidia-container-toolkit",
            Title = $"Container toolkit {installed.Version} has known vulnerabilities: {string.Join(", ", open.Select(flaw => flaw.Name))}",
            Why = $"{Info.Why} {list}.",
        });
    }

    private static (Version Version, Source Source)? Installed(Snapshot snapshot)
    {
        var package = snapshot.Userspace.Packages.Or([]).FirstOrDefault(candidate => candidate.Name == "nvidia-container-toolkit" && candidate.IsInstalled);
        if (package is not null && Versions.In(package.Version) is { } version)
        {
            return (version, package.Source);
        }
        return snapshot.Container.ToolkitVersion.TryGet(out var told) ? (told, snapshot.Container.ToolkitVersion.Source) : null;
    }
}
