using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Builds every module that a kernel lacks, with the tool that builds them on this host.</summary>
public static class BuildModule
{
    /// <summary>The action for a kernel; null means the running one.</summary>
    public static PlanAction For(Snapshot snapshot, string? kernel)
    {
        var text = kernel is null ? "Build the missing modules" : $"Build the missing modules for kernel {kernel}";
        return (ModuleStanding.UsesAkmods(snapshot), kernel) switch
        {
            (true, null) => PlanAction.Safe(text, "akmods", "--force"),
            (true, _) => PlanAction.Safe(text, "akmods", "--force", "--kernels", kernel),
            (false, null) => PlanAction.Safe(text, "dkms", "autoinstall"),
            (false, _) => PlanAction.Safe(text, "dkms", "autoinstall", "-k", kernel),
        };
    }
}
