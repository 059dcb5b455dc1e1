using Strata.Judging;

namespace Strata.Layers.Driver.Rules;

/// <summary>An Xid after which the GPU or a link needs repair.</summary>
public sealed class XidReported : CatalogueXidRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 250), "xid-reported",
        "The driver reported an Xid that asks for a repair of the GPU",
        "Xids are the driver's error numbers. NVIDIA's catalogue says for each whether a program, the driver or the hardware is meant and what to do; what Xid 154 asks for goes before it.")
    {
        DependsOn =
        [
            .. DriverCauses.Hardware, "gsp-failed-gpu-needs-power-cycle", "gsp-not-responding", "gpu-firmware-boot-not-complete",
            "hbm-failing-row-remap-repeats", "row-remap-failed", "row-remap-pending-reset", "page-retirement-failure-plus-second-gpu-init-failure",
            "gpu-requires-reset", "uncontained-memory-error", "contained-ecc-error-app-restart", "uncorrectable-memory-error",
            "nvlink5-error-follow-causing-xid", "nvswitch-sxid-12028", "app-kernel-illegal-access",
        ],
        Reference = "NVIDIA's Xid-Catalog",
    };

    /// <inheritdoc/>
    protected override bool Takes(State state) => state == State.Fault;
}
