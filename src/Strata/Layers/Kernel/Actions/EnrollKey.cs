using Strata.Layers.Platform;
using Strata.Layers.Platform.Actions;
using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Makes the firmware trust the key that signs modules on this host.</summary>
public static class EnrollKey
{
    /// <summary>The actions, best first.</summary>
    public static IEnumerable<PlanAction> For(Distribution? distribution)
    {
        var key = distribution?.Family switch
        {
            DistributionFamily.Ubuntu => "/var/lib/shim-signed/mok/MOK.der",
            DistributionFamily.Fedora => "/etc/pki/akmods/certs/public_key.der",
            _ => "/var/lib/dkms/mok.pub",
        };
        yield return PlanAction.Look("See whether the key is enrolled", "mokutil", "--test-key", key);
        yield return PlanAction.Safe("Hand the key to the boot loader; it asks for a new password", "mokutil", "--import", key);
        yield return RestartHost.Because("Reboot; in the blue MokManager screen choose \"Enroll MOK\" and give that password");
        if (distribution?.Family == DistributionFamily.Ubuntu)
        {
            yield return PlanAction.ByHand("Or use Ubuntu's prebuilt modules (linux-modules-nvidia-...), which are signed with a key the firmware trusts", needsRoot: true);
        }
        yield return PlanAction.ByHand("Or switch Secure Boot off in the firmware", Risk.Reboot, "everything on this host during the reboot", needsRoot: true);
    }
}
