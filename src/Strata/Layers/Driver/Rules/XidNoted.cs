using Strata.Judging;

namespace Strata.Layers.Driver.Rules;

/// <summary>An Xid of a program, a note of the driver, or a code newer than the catalogue.</summary>
public sealed class XidNoted : CatalogueXidRule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 255), "xid-noted",
        "The driver reported an Xid that is no fault of the GPU",
        "Many Xids say only that a program did something wrong or was ended, or that the driver made a note. NVIDIA's catalogue asks for no repair of the GPU, at most for a restart of the program.")
    {
        DependsOn =
        [
            "xid-reported", "gpu-requires-reset", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "gsp-failed-gpu-needs-power-cycle", "gsp-not-responding",
            "hbm-failing-row-remap-repeats", "row-remap-failed", "row-remap-pending-reset", "page-retirement-failure-plus-second-gpu-init-failure",
            "uncontained-memory-error", "contained-ecc-error-app-restart", "uncorrectable-memory-error", "nvlink5-error-follow-causing-xid",
            "nvswitch-sxid-12028", "app-kernel-illegal-access",
        ],
        IsSymptom = true,
        Reference = "NVIDIA's Xid-Catalog",
    };

    /// <inheritdoc/>
    protected override bool Takes(State state) => state != State.Fault;
}
