using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Layers.Container.Cdi;
using Strata.Layers.Userspace;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>No CDI specification defines the device that was asked for.</summary>
public sealed class CdiSpecMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 60),
        "cdi-spec-missing",
        "No CDI specification defines the device",
        "A name such as nvidia.com/gpu=all means something to an engine only through a file under /etc/cdi or /var/run/cdi. No such file is there, or it has other names in it. The same message appears when the file exists but is not searched for or cannot be read: `nvidia-ctk cdi list` shows which.")
    {
        DependsOn = HostDriverFaults.NoDriver,
        Reference = "https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/cdi-support.html",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => CdiTrouble.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => CdiTrouble.Decide(snapshot) switch
    {
        { Cause: CdiCause.Missing } trouble => Verdict.Found(Find(State.Fault, Repair.ConfigFix, trouble.Evidence, GenerateCdiSpec.Now, GenerateCdiSpec.List) with { Confidence = trouble.Confidence }),
        { Cause: CdiCause.NotRead } => Verdict.Unknown("an engine refused a CDI device, and the directories of the specifications could not be read to see why"),
        _ => Verdict.Quiet,
    };
}
