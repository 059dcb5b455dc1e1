using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Judging;

/// <summary>
/// The chain that must be known good before anything is called sound: PCI device, kernel module, library, NVML.
/// A driver that lists a GPU through NVML proves the links below it.
/// </summary>
public static class SoundChain
{
    /// <summary>The finding that says that nothing is wrong now.</summary>
    public static RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 1),
        "no-current-fault",
        "No fault now: device, module, library and NVML agree",
        "NVML answers through the loaded module and lists the GPUs, so the chain from the PCI device to the library works.");

    /// <summary>The finding with its evidence, or null when a link is not known good.</summary>
    public static Finding? Find(Snapshot snapshot)
    {
        if (!snapshot.Driver.Nvml.TryGet(out var nvml) || !nvml.Works || !snapshot.Driver.Gpus.TryGet(out var gpus) || gpus.IsEmpty || !snapshot.Driver.Silent.IsEmpty)
        {
            return null;
        }
        if (snapshot.Driver.LoadedVersion.TryGet(out var loaded) && nvml.DriverVersion is { } told && !loaded.Agrees(told))
        {
            return null;
        }
        return new Finding(Info, State.Info, Repair.None, [snapshot.Driver.Nvml.Source, gpus[0].Source]);
    }

    /// <summary>
    /// For a text that shows a part of the chain, and nothing wrong with it, the finding that says so; null when it shows
    /// none. It does not make the verdict <c>ok</c>: what the text leaves out may be broken.
    /// </summary>
    public static Finding? FindPart(Snapshot snapshot)
    {
        if (snapshot.Origin.Kind != OriginKind.Text || !snapshot.Log.Unrecognised.IsEmpty)
        {
            return null;
        }
        var seen = snapshot.Driver.Gpus.Or([]).Select(gpu => gpu.Source)
            .Concat(snapshot.Bus.HostGpus.Select(gpu => gpu.Source))
            .Concat(snapshot.Driver.LoadedVersion.IsKnown ? [snapshot.Driver.LoadedVersion.Source] : [])
            .FirstOrDefault() ?? snapshot.Log.Mention;
        return seen is null ? null : new Finding(Info, State.Info, Repair.None, [seen])
        {
            Title = "No fault in what this text shows",
            Why = "Nothing in the text is known to be wrong. It does not show that NVML answers, so the chain from the PCI device to the library stays unproven.",
            Confidence = Confidence.Possible,
        };
    }
}
