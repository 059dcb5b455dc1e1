using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>Options are written for nvidia where the module file has another name.</summary>
public sealed class OptionsForRenamedModule : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 72),
        "module-options-for-wrong-module-name",
        "Module options written for nvidia have no effect: the module is named nvidia-current here",
        "Debian names the module file nvidia-current and loads it through an install line. modprobe applies options by the name of the file, so lines for nvidia are passed over.")
    {
        Reference = "modprobe.d(5); /etc/nvidia/current/nvidia-modprobe.conf of Debian",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (!snapshot.Platform.Modprobe.TryGet(out var config))
        {
            return Verdict.Quiet;
        }
        var install = config.Lines.FirstOrDefault(line => line.Command == "install" && line.Module == "nvidia" && line.Rest.Contains("modprobe -i nvidia-", StringComparison.Ordinal));
        var lines = config.Options("nvidia").Where(line => line.Rest.Contains("NVreg_", StringComparison.Ordinal)).ToList();
        if (install is null || lines.Count == 0)
        {
            return Verdict.Quiet;
        }
        var name = install.Rest.Split(' ').SkipWhile(word => word != "-i").Skip(1).FirstOrDefault() ?? "nvidia-current";
        return Verdict.Found(Find(
            State.Warning,
            Repair.ConfigFix,
            [.. lines.Select(line => line.Source), install.Source],
            [
                PlanAction.ByHand($"Write the options for {name} instead: options {name} {lines[0].Rest}", needsRoot: true),
                .. RebuildInitramfs.Renew(snapshot.Platform.Distribution.Or(null)),
                RestartHost.Because("Reboot, so that the options take effect"),
            ]) with
        {
            Title = $"Module options written for nvidia have no effect: the module is named {name} here",
        });
    }
}
