using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The module for unified memory is not on the host.</summary>
public sealed class UvmModuleMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 61),
        "nvidia-uvm-module-not-installed",
        "The nvidia-uvm module is not installed, so CUDA cannot start",
        "nvidia-smi needs nvidia.ko only; CUDA also needs nvidia-uvm.ko. Where the driver is split into packages the second module can be missing while the first works.")
    {
        DependsOn =
        [
            "module-missing-for-running-kernel", "module-missing-for-running-kernel-runfile-without-dkms", "driver-not-installed-on-host", "module-built-for-other-kernel",
            "dkms-build-failed", "dkms-build-failed-headers-missing", "dkms-build-failed-headers-incomplete", "dkms-build-failed-compiler-mismatch", "dkms-build-failed-kernel-api-changed",
        ],
        Reference = "modprobe(8); packages of the driver",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(KernelSigns.ModuleNotFound, KernelSigns.ModuleNotFoundBare, KernelSigns.ModuleNotFoundQuoted).Where(hit => ModuleName.Of(hit["module"]) == "nvidia_uvm").ToList();
        if (snapshot.Log.Has(KernelSigns.RenamedUvm))
        {
            return Verdict.Quiet;
        }
        if (hits.Count > 0 && snapshot.Driver.Modules.Or([]).All(module => module.Name != "nvidia_uvm"))
        {
            return Verdict.Found(Find(State.Fault, Repair.ConfigFix, hits.Select(hit => hit.Source), Fixes(snapshot, hits[0]["module"])));
        }
        var files = snapshot.Kernel.RunningModules;
        if (!snapshot.Origin.IsWholeMachine || !files.TryGet(out var present) || present.All(file => file.Name != "nvidia") || present.Any(file => file.Name == "nvidia_uvm") || snapshot.Bus.Gpus.IsEmpty)
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair.ConfigFix, [files.Source], Fixes(snapshot, "nvidia-uvm")));
    }

    private static IEnumerable<PlanAction> Fixes(Snapshot snapshot, string module)
    {
        // Ubuntu packages up to branch 340 carried the module in a package of its own, named after it.
        if (module.Any(char.IsAsciiDigit) && snapshot.Platform.Distribution.Or(null)?.Family is null or DistributionFamily.Ubuntu)
        {
            yield return PlanAction.Safe("Install the package of the module", "apt", "install", module.Replace('_', '-'));
        }
        else
        {
            foreach (var action in InstallModule.For(snapshot, snapshot.Kernel.Running.Or(null), snapshot.Userspace.Version.Or(null), ModuleStanding.UsesDkms(snapshot)))
            {
                yield return action;
            }
        }
        yield return PlanAction.Safe("Load it", "modprobe", module);
    }
}
