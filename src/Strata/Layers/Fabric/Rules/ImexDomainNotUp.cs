using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>The hosts of an NVLink rack cannot share memory with each other.</summary>
public sealed class ImexDomainNotUp : Rule
{
    private const string Unit = "nvidia-imex.service";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 110), "imex-domain-not-up",
        "IMEX does not join the hosts of this rack: jobs over several hosts fail",
        "On GB200 and GB300 racks IMEX lets GPUs of different hosts map each other's memory over NVLink. It needs the same list of nodes and the same version on every host, and its ports open between them. Jobs on one host do not need it. Where Kubernetes starts IMEX for each job, the unit of the host is off by intent.")
    {
        DependsOn = ["gpu-fallen-off-bus", "nvml-driver-not-loaded", "driver-library-mismatch-stale-loaded-module"],
        Reference = "NVIDIA IMEX service guide: command service, configuration",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [FabricSigns.ImexDomain, FabricSigns.ImexNode, FabricSigns.ImexFailed];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var kind = snapshot.Fabric.Kind.Or(FabricKind.Unknown);
        if (kind is not (FabricKind.Unknown or FabricKind.NvLink5Rack))
        {
            return Verdict.Quiet;
        }
        var domain = snapshot.Log.Current(FabricSigns.ImexDomain).LastOrDefault();
        var evidence = new List<Source>();
        if (domain is not null && domain["state"] != "UP")
        {
            evidence.Add(domain.Source);
        }
        else if (domain is null && snapshot.Fabric.Imex.TryGet(out var unit) && unit.IsFailed)
        {
            evidence.Add(unit.Source);
        }
        else if (domain is null && !snapshot.Fabric.Imex.IsKnown)
        {
            evidence.AddRange(snapshot.Log.Current(FabricSigns.ImexFailed).Select(hit => hit.Source));
        }
        if (evidence.Count == 0)
        {
            return kind == FabricKind.NvLink5Rack && snapshot.Origin.IsWholeMachine && snapshot.Fabric.Imex.IsUnreadable
                ? Verdict.Unknown("the state of nvidia-imex.service could not be read")
                : Verdict.Quiet;
        }
        var nodes = snapshot.Log.Current(FabricSigns.ImexNode);
        var away = nodes.Where(node => node["state"] != "READY").ToList();
        var versions = nodes.Select(node => node["version"]).Where(version => version.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return Verdict.Found(Find(State.Warning, Repair.RestartService, evidence.Concat(away.Select(node => node.Source)), [.. Steps(away.Count > 0, versions)]) with
        {
            Subject = Unit,
            Title = away.Count > 0 ? $"IMEX: {away.Count} of {nodes.Length} hosts of the domain are not ready" : Info.Title,
            Confidence = kind == FabricKind.NvLink5Rack ? Confidence.Certain : domain is not null ? Confidence.Likely : Confidence.Possible,
        });
    }

    private static IEnumerable<PlanAction> Steps(bool someAreAway, List<string> versions)
    {
        if (versions.Count > 1)
        {
            yield return PlanAction.ByHand($"Bring nvidia-imex to one version on all hosts; now there are {string.Join(", ", versions)}.", needsRoot: true);
        }
        yield return PlanAction.Look("See why it ended.", "journalctl", "-b", "-u", Unit, "-n", "50");
        yield return PlanAction.Look("Compare the list of nodes: it has to be the same on every host.", "cat", "/etc/nvidia-imex/nodes_config.cfg");
        yield return PlanAction.Disruptive(someAreAway ? "Restart IMEX on the hosts that are not ready." : "Restart IMEX.", "jobs that use memory of other hosts", "systemctl", "restart", Unit);
    }
}
