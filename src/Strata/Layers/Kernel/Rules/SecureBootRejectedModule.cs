using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>The kernel refuses the module for its signature.</summary>
public sealed class SecureBootRejectedModule : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 30),
        "secure-boot-module-signature-rejected",
        "The kernel refuses the nvidia module: its signature is missing or not trusted",
        "Under Secure Boot the kernel loads only modules signed by a key that the firmware or the boot loader vouches for. A module built on the host is signed with the host's own key, which must be enrolled once; a boot loader that bypasses shim drops enrolled keys.")
    {
        Reference = "kernel module signing; mokutil(1); text 'module verification failed ... tainting kernel' is a notice and never the cause",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (ModuleStanding.IsLoaded(snapshot))
        {
            return Verdict.Quiet;
        }
        var log = snapshot.Log;
        var named = log.Current(KernelSigns.SignatureRefused.AsSpan()).Select(hit => hit.Source).ToImmutableArray();
        var unnamed = log.Current(KernelSigns.LoadingRejected, KernelSigns.LockdownRefused).Select(hit => hit.Source).ToImmutableArray();
        var distribution = snapshot.Platform.Distribution.Or(null);
        if (!named.IsEmpty)
        {
            return Verdict.Found(Find(State.Fault, Repair.Reboot, [.. named, .. unnamed], EnrollKey.For(distribution)));
        }
        if (!unnamed.IsEmpty && NotLoaded(snapshot))
        {
            return Verdict.Found(Find(State.Fault, Repair.Reboot, [.. unnamed, .. log.Current(KernelSigns.NotPermitted).Select(hit => hit.Source)], EnrollKey.For(distribution)) with { Confidence = Confidence.Likely });
        }
        return OnDisk(snapshot);
    }

    private static bool NotLoaded(Snapshot snapshot) =>
        snapshot.Log.Has(KernelSigns.NotPermitted) || snapshot.Driver.LoadedVersion.IsAbsent || (snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Code == 9);

    // Secure Boot is on, the module is not loaded and its file carries no signature at all; whether a signature is trusted only the kernel tells.
    private Verdict OnDisk(Snapshot snapshot)
    {
        if (!snapshot.Origin.IsWholeMachine || !ModuleStanding.GpusWithoutNvidia(snapshot).Any() || !snapshot.Driver.LoadedVersion.IsAbsent || snapshot.Kernel.RunningModule is not { VerMagic: not null } file)
        {
            return Verdict.Quiet;
        }
        var enforced = snapshot.Platform.SecureBoot;
        if (!enforced.TryGet(out var on))
        {
            return Verdict.Quiet.UnlessUnread(snapshot, "whether Secure Boot refuses the module", enforced, file.Signer is null);
        }
        if (on && file.Signer is null)
        {
            return Verdict.Found(Find(State.Fault, Repair.Reboot, [enforced.Source, file.Source], EnrollKey.For(snapshot.Platform.Distribution.Or(null))) with
            {
                Confidence = Confidence.Likely,
                Title = "Secure Boot is on and the nvidia module is not signed",
            });
        }
        return on && !snapshot.Log.Any
            ? Verdict.Unknown("whether the kernel trusts the key of the module: no kernel log could be read")
            : Verdict.Quiet;
    }
}
