using Strata.Planning;

namespace Strata.Layers.Kernel.Actions;

/// <summary>Builds every DKMS module that a kernel lacks.</summary>
public static class BuildModule
{
    /// <summary>The action for a kernel; null means the running one.</summary>
    public static PlanAction For(string? kernel) => kernel is null
        ? PlanAction.Safe("Build the missing modules", "dkms", "autoinstall")
        : PlanAction.Safe($"Build the missing modules for kernel {kernel}", "dkms", "autoinstall", "-k", kernel);
}
