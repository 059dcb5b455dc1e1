using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Cluster.Rules;

/// <summary>The device plugin took a GPU out of service once and does not give it back.</summary>
public sealed class GpuKeptUnhealthy : Rule
{
    // Application errors that the plugin itself passes over (NVIDIA/k8s-device-plugin internal/rm/health.go).
    private static readonly ImmutableArray<string> Passed = ["13", "31", "43", "45", "68", "109"];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Cluster, 10),
        "device-plugin-keeps-gpu-unhealthy-after-xid",
        "The device plugin keeps a GPU out of service because of an earlier Xid",
        "The NVIDIA device plugin marks a GPU unhealthy at the first Xid that is not on its short list, and never looks again: the node offers one GPU less until the plugin is restarted, even when the error only asked for a restart of one program.")
    {
        DependsOn =
        [
            "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "row-remap-failed", "row-remap-pending-reset", "hbm-failing-row-remap-repeats",
            "page-retirement-failure-plus-second-gpu-init-failure",
        ],
        Reference = "NVIDIA/gpu-operator#1065; NVIDIA/k8s-device-plugin#189, #234",
    };

    private static readonly LogSign Talk = new(
        "nhealthy", @"(?i)(?:remains?|stays?|kept|still|never|permanently|forever).{0,60}\bunhealthy|unhealthy.{0,60}(?:remains?|until|forever|never|restart)")
    {
        Samples = ["the GPU stays unhealthy until the plugin is restarted"],
    };

    private static readonly LogSign Complaint = new(
        "nhealthy", @"(?i)device[- ]?plugin.{0,120}\b(?:marks?|marked|keeps?|leaves?|cannot recover|never recovers?)\b.{0,60}\bunhealthy|device[- ]?plugin.{0,40}\b(?:reports?|reported|says|said|shows?|showed)\b.{0,60}\bunhealthy|\b(?:devices?|gpus?)\b.{0,30}\b(?:cannot|can't|never|do not|don't|does not|doesn't) recover from (?:the )?unhealthy")
    {
        Samples = ["The device plugin marks the GPU as Unhealthy at the first event", "GPUs cannot recover from unhealthy state"],
    };

    private static readonly LogSign RestartHelps = new("plugin", @"(?i)\b(?:until|only|unless|requires?|have to|must|need(?:s|ed)? to|after)\b.{0,120}\brestart\w*\b.{0,40}\bdevice[- ]?plugin|\bdevice[- ]?plugin\b.{0,30}\b(?:is |was |gets )?restarted|\brestart(?:ed|ing)?\b.{0,30}\bdevice[- ]?plugin\b.{0,60}\b(?:healthy|recovers?|recovered|come back|comes back|available) ?")
    {
        Samples = ["The only way back is to restart the device plugin pod", "until the device plugin is restarted"],
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [.. ClusterSigns.MarkedUnhealthy, .. NodeGpus.All, Talk, Complaint, RestartHelps];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var marked = log.Current(ClusterSigns.MarkedUnhealthy.AsSpan());
        var missing = NodeGpus.Short(log);
        var xid = marked.FirstOrDefault(hit => hit["xid"].Length > 0);
        var talk = log.Current(Talk);
        if (marked.IsEmpty && missing is null)
        {
            return snapshot.Origin.Kind == OriginKind.Text ? Told(log) : OfNode(snapshot);
        }
        IEnumerable<Source> evidence = marked.Concat(talk).Select(hit => hit.Source);
        evidence = missing is null ? evidence : evidence.Append(missing.Source);
        var finding = Find(LogWeight.Of(snapshot), Repair.RestartService, evidence, Fixes(xid?["xid"])) with
        {
            Confidence = marked.IsEmpty && talk.IsEmpty ? Confidence.Possible : missing is null ? Confidence.Likely : Confidence.Certain,
            Title = missing is null ? Info.Title : $"The device plugin offers {missing.Allocatable} of {missing.Capacity} GPUs because of an earlier Xid",
        };
        return Verdict.Found(finding);
    }

    // Without a log of the plugin: somebody says both halves of the defect.
    private Verdict Told(LogFacts log)
    {
        var complaint = log.Current(Complaint);
        var restart = log.Current(RestartHelps);
        return complaint.IsEmpty || restart.IsEmpty
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Fault, Repair.RestartService, complaint.Concat(restart).Select(hit => hit.Source), Fixes(null)) with { Confidence = Confidence.Possible });
    }

    // The kubelet keeps only devices that the plugin calls healthy; a GPU that the driver has and this list has not is one of the others.
    private Verdict OfNode(Snapshot snapshot)
    {
        var facts = snapshot.Cluster;
        var gpus = snapshot.Driver.Gpus.Or([]).Where(gpu => gpu.Uuid is not null).ToList();
        if (!facts.Devices.TryGet(out var devices))
        {
            return facts.Devices.IsUnreadable && !facts.Marked.IsEmpty
                ? Verdict.Unknown("the device plugin took a GPU out of service, and the kubelet's list of devices could not be read to see whether it still is")
                : Verdict.Quiet;
        }
        var kept = gpus.Where(gpu => !devices.Healthy.Contains(gpu.Uuid!)).ToList();
        // With MIG the list names instances, and a plugin may be given some GPUs only: then the list cannot be compared.
        var plain = devices.Healthy.All(device => device.StartsWith("GPU-", StringComparison.Ordinal));
        if (!plain || kept.Count == 0 || kept.Count == gpus.Count || !snapshot.Origin.IsWholeMachine)
        {
            return Verdict.Quiet;
        }
        // Without a mark a plugin that is given some GPUs on purpose looks the same.
        return Verdict.Found(Find(facts.Marked.IsEmpty ? State.Info : State.Warning, Repair.RestartService, [devices.Source, .. facts.Marked.Take(3)], Fixes(null)) with
        {
            Subject = kept[0].Uuid,
            Title = $"The kubelet has {devices.Healthy.Count} of {gpus.Count} GPUs from the device plugin",
            Confidence = facts.Marked.IsEmpty ? Confidence.Possible : Confidence.Likely,
        });
    }

    private static IEnumerable<PlanAction> Fixes(string? xid)
    {
        yield return PlanAction.ByHand(xid is null
            ? "First see in the kernel log which Xid it was and whether the GPU needs a reset or a test"
            : Passed.Contains(xid) ? $"Xid {xid} is an error of the program that ran" : $"First see with `strata xid show {xid}` whether the GPU needs a reset or a test");
        yield return PlanAction.ByHand(
            "When the GPU is fine: restart the device plugin of this NODE, which offers every GPU again: kubectl delete pod --all-namespaces --selector=app=nvidia-device-plugin-daemonset --field-selector=spec.nodeName=NODE",
            Risk.Disruptive, "the device plugin for a few seconds; no running pod");
        yield return PlanAction.ByHand($"Where this Xid is harmless to you: set DP_DISABLE_HEALTHCHECKS={xid ?? "XID"} in the plugin's environment");
    }
}
