using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Partition.Rules;

/// <summary>The drivers of a vGPU's host and guest do not fit together.</summary>
public sealed class VgpuDriversDiffer : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Partition, 80),
        "vgpu-host-guest-driver-mismatch",
        "The guest's vGPU driver does not fit the vGPU manager of the host",
        "A vGPU manager serves guests of its own branch and of some before it. Outside that range it switches the vGPU off: the guest sees the device, but its driver cannot start (Code 43 in Windows).")
    {
        Reference = "NVIDIA virtual GPU software documentation, compatibility of host and guest drivers",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
    [
        new("Incompatible Guest/Host drivers", @"Incompatible Guest/Host drivers: (?<which>Host|Guest) VGX version")
        {
            Samples =
            [
                "nvidia-vgpu-mgr[2101]: error: vmiop_log: (0x0): Incompatible Guest/Host drivers: Guest VGX version is newer than the maximum version supported by the Host. Disabling vGPU.",
                "Incompatible Guest/Host drivers: Host VGX version is older than the minimum version supported by the Guest. Disabling vGPU.",
            ],
        },
    ];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs[0]);
        if (hits.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var newerGuest = hits.Any(hit => (hit.Source.Text ?? "").Contains("newer than", StringComparison.Ordinal) || hit["which"] == "Host");
        return Verdict.Found(Find(
            LogWeight.Of(snapshot), Repair.ConfigFix, hits.Select(hit => hit.Source),
            PlanAction.ByHand(newerGuest
                ? "Install in the guest the driver that came with the vGPU software of the host, or upgrade the host's vGPU manager first"
                : "Upgrade the guest's driver to the one that came with the vGPU software of the host", Risk.Disruptive, "this virtual machine", needsRoot: true)));
    }
}
