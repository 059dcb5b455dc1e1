using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Platform;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>Only the X server's GLX module is missing.</summary>
public sealed class XorgGlxMissing : Rule
{
    private static readonly LogSign NotThere = new("Failed to load module \"glxserver_nvidia\"", @"Failed to load module ""glxserver_nvidia"" \((?<how>module does not exist|loader failed)")
    {
        Samples = ["(EE) NVIDIA: Failed to load module \"glxserver_nvidia\" (module does not exist, 0)"],
    };

    private static readonly LogSign NotInitialised = new("Failed to initialize the GLX module", @"NVIDIA\(\w+\): Failed to initialize the GLX module")
    {
        Samples = ["(EE) NVIDIA(0): Failed to initialize the GLX module; please check in your X"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 40),
        "xorg-glx-module-missing",
        "The X server lacks NVIDIA's GLX module; compute is not affected",
        "libglxserver_nvidia.so belongs to the graphics part of the driver. A .run installation with --no-opengl-files, or headless packages, leave it out: X starts on the NVIDIA driver without OpenGL, while nvidia-smi and CUDA work.")
    {
        DependsOn =
        [
            "driver-not-installed-on-host", "module-missing-for-running-kernel", "driver-library-mismatch-stale-loaded-module", "driver-library-mismatch-unattended-upgrade",
            "driver-library-mismatch-module-package-not-upgraded", "nouveau-bound-to-gpu", "userspace-driver-libraries-missing", "gpu-fallen-off-bus", "secure-boot-module-signature-rejected", "nvml-driver-not-loaded",
        ],
        Reference = "X server log; packages of the driver's graphics part",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [NotThere, NotInitialised];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var missing = snapshot.Log.Current(NotThere);
        var failed = snapshot.Log.Current(NotInitialised);
        if (missing.IsEmpty && failed.IsEmpty)
        {
            return OfThePast(snapshot);
        }
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            [.. missing.Take(3).Select(hit => hit.Source), .. failed.Take(3).Select(hit => hit.Source)],
            Install(snapshot)) with
        {
            Confidence = missing.IsEmpty ? Confidence.Likely : Confidence.Certain,
        });
    }

    private Verdict OfThePast(Snapshot snapshot)
    {
        var old = snapshot.Log.All(NotThere);
        return old.IsEmpty ? Verdict.Quiet : Verdict.Found(Find(State.Info, Repair.None, old.Take(2).Select(hit => hit.Source)) with { Era = old[0].Era });
    }

    private static PlanAction Install(Snapshot snapshot)
    {
        var branch = (snapshot.Driver.LoadedVersion.Or(null) ?? snapshot.Userspace.Version.Or(null))?.Branch.ToString(CultureInfo.InvariantCulture);
        return snapshot.Platform.Distribution.Or(null)?.Family switch
        {
            DistributionFamily.Ubuntu when branch is not null => PlanAction.Safe("Install the driver's graphics part (after a .run installation: run the same file again without --no-opengl-files)", "apt", "install", $"libnvidia-gl-{branch}", $"xserver-xorg-video-nvidia-{branch}"),
            DistributionFamily.Debian => PlanAction.Safe("Install the driver's X server part", "apt", "install", "xserver-xorg-video-nvidia"),
            DistributionFamily.Rhel => PlanAction.Safe("Install the driver's X server part", "dnf", "install", "xorg-x11-nvidia"),
            DistributionFamily.Fedora => PlanAction.Safe("Install the driver's X server part", "dnf", "install", "xorg-x11-drv-nvidia"),
            DistributionFamily.Arch => PlanAction.Safe("Install the driver's X server part", "pacman", "-S", "nvidia-utils"),
            _ => PlanAction.ByHand("Install the driver's graphics part: its OpenGL package, or the same .run file again without --no-opengl-files", needsRoot: true),
        };
    }
}
