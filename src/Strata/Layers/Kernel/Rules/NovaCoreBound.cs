using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>nova_core owns the GPU.</summary>
public sealed class NovaCoreBound : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 21),
        "nova-core-bound-to-gpu",
        "nova_core owns the GPU, so the nvidia module cannot take it",
        "nova_core, the kernel's new driver, claims Turing and newer GPUs at boot where a kernel ships it. It cannot drive them yet, and a blacklist of nouveau alone does not keep it out.")
    {
        DependsOn =
        [
            "module-missing-for-running-kernel", "module-missing-for-running-kernel-runfile-without-dkms", "driver-not-installed-on-host",
            "secure-boot-module-signature-rejected", "module-built-for-other-kernel",
        ],
        Reference = "NVRM text in nv-pci.c of the open modules; CONFIG_NOVA_CORE",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        ImmutableArray<Source> evidence =
        [
            .. log.Current(KernelSigns.AlreadyBound).Where(hit => IsNova(hit["driver"])).Select(hit => hit.Source),
            .. snapshot.Bus.Gpus.Where(gpu => IsNova(gpu.Driver.Or(""))).Select(gpu => gpu.Driver.Source),
            .. log.Current(KernelSigns.DriverInUse).Where(hit => IsNova(hit["driver"])).Select(hit => hit.Source),
        ];
        if (evidence.IsEmpty && (log.HasAny(KernelSigns.ProbeNotCalled, KernelSigns.NoSuchDevice) || snapshot.Driver.LoadedVersion.IsAbsent || (snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Code == 9)))
        {
            evidence =
            [
                .. log.Current(KernelSigns.NovaAtWork).Take(2).Select(hit => hit.Source),
                .. snapshot.Driver.Modules.Or([]).Where(module => IsNova(module.Name) && module.UseCount > 0).Select(module => module.Source),
            ];
        }
        var sure = !evidence.IsEmpty;
        if (!sure)
        {
            evidence = [.. log.Current(KernelSigns.ToldNova).Select(hit => hit.Source)];
        }
        if (evidence.IsEmpty || ModuleStanding.Works(snapshot))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair.Reboot, evidence, KeepDriverOut.For(snapshot.Platform.Distribution.Or(null), "nova_core", "nova_drm", "nouveau")) with
        {
            Confidence = sure ? Confidence.Certain : Confidence.Likely,
        });
    }

    private static bool IsNova(string? driver) =>
        driver is not null && driver.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Equals("novacore", StringComparison.OrdinalIgnoreCase);
}
