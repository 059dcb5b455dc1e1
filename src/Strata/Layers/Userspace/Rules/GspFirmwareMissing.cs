using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Userspace.Rules;

/// <summary>The GSP firmware of this driver version is not on the host.</summary>
public sealed class GspFirmwareMissing : Rule
{
    private static readonly LogSign Load = new("Direct firmware load for nvidia/", @"Direct firmware load for (?<file>nvidia/(?<version>\d+\.[\d.]*\d)/gsp[\w.]*\.bin) failed with error (?<code>-\d+)")
    {
        Samples = ["[ 1637.847759] nvidia 0000:01:00.0: Direct firmware load for nvidia/515.43.04/gsp.bin failed with error -2"],
    };

    private static readonly LogSign NoImage = new("No firmware image found", @"(?:RmFetchGspRmImages|GSP|NVRM).*No firmware image found")
    {
        Samples = ["NVRM: RmFetchGspRmImages: No firmware image found"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Userspace, 22),
        "gsp-firmware-file-missing",
        "The GSP firmware file of this driver version is missing",
        "On Turing and newer GPUs the module loads firmware of exactly its own version from /lib/firmware/nvidia. Where the file is not there, or not in the initial RAM disk from which the module is loaded, the GPU does not start.")
    {
        DependsOn = ["driver-library-mismatch-module-package-not-upgraded"],
        Reference = "kernel firmware loader, error -2 is ENOENT; packages firmware-nvidia-gsp, nvidia-firmware-N, linux-firmware",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [Load, NoImage];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var loads = snapshot.Log.Current(Load).Where(hit => hit["code"] is "-2" or "-4" or "-5" or "-22").ToList();
        var none = snapshot.Log.Current(NoImage);
        if ((loads.Count == 0 && none.IsEmpty) || ModuleStanding.Works(snapshot))
        {
            return Verdict.Quiet;
        }
        var version = loads.Count > 0 ? DriverVersion.Parse(loads[0]["version"]) : snapshot.Driver.LoadedVersion.Or(null);
        var distribution = snapshot.Platform.Distribution.Or(null);
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            [.. loads.Select(hit => hit.Source), .. none.Select(hit => hit.Source)],
            [
                PlanAction.Look("See which firmware is there", "ls", "-l", version is null ? "/lib/firmware/nvidia" : $"/lib/firmware/nvidia/{version}"),
                Install(snapshot, distribution, version),
                .. RebuildInitramfs.Renew(distribution),
                RestartHost.Because("Reboot, so that the module finds its firmware"),
            ]) with
        {
            Title = version is null ? Info.Title : $"The GSP firmware of driver {version} is missing",
        });
    }

    private static PlanAction Install(Snapshot snapshot, Distribution? distribution, DriverVersion? version) => distribution?.Family switch
    {
        DistributionFamily.Debian or DistributionFamily.Proxmox => PlanAction.Safe("Install the firmware of the driver", "apt", "install", "firmware-nvidia-gsp"),
        DistributionFamily.Ubuntu when version is not null => PlanAction.Safe("Install the firmware of the driver", "apt", "install", "--reinstall", $"nvidia-firmware-{version.Branch}{(DriverWish.InstalledSuffix(snapshot).Contains("-server", StringComparison.Ordinal) ? "-server" : "")}-{version}"),
        DistributionFamily.Fedora or DistributionFamily.Rhel => PlanAction.Safe("Install the files of the driver anew", "dnf", "reinstall", "nvidia-kmod-common"),
        DistributionFamily.Arch => PlanAction.Safe("Install the files of the driver anew", "pacman", "-S", "nvidia-utils"),
        DistributionFamily.NixOs => PlanAction.ByHand("Add config.hardware.nvidia.package.firmware to hardware.firmware and rebuild the system", needsRoot: true),
        _ => PlanAction.ByHand("Install the firmware package of exactly this driver version (Debian: firmware-nvidia-gsp; Ubuntu: nvidia-firmware-N-VERSION)", needsRoot: true),
    };
}
