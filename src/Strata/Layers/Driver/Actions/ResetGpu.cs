using Strata.Layers.Bus;
using Strata.Planning;

namespace Strata.Layers.Driver.Actions;

/// <summary>Resets one GPU after its programs have ended.</summary>
public static class ResetGpu
{
    /// <summary>What has to be seen before: nobody may use the GPU.</summary>
    public static PlanAction ListClients(PciAddress? gpu) => gpu is { } address
        ? PlanAction.Look("See which programs use the GPU; end them or let them finish before the reset.", "nvidia-smi", "--query-compute-apps=pid,name,used_memory", "--format=csv", "--id=" + address)
        : PlanAction.Look("See which programs use the GPUs; end them or let them finish before the reset.", "nvidia-smi", "--query-compute-apps=gpu_bus_id,pid,name,used_memory", "--format=csv");

    /// <summary>The reset itself; a GPU that no line names has to be filled in.</summary>
    public static PlanAction Now(PciAddress? gpu) => gpu is { } address
        ? PlanAction.Disruptive("Reset the GPU when no program uses it any more.", Disturbs, "nvidia-smi", "--gpu-reset", "-i", address.ToString())
        : PlanAction.ByHand("Reset the GPU when no program uses it any more: nvidia-smi --gpu-reset -i ADDRESS.", Risk.Disruptive, Disturbs, needsRoot: true);

    private const string Disturbs = "every program on this GPU, and on GPUs joined to it by NVLink without NVSwitch";
}
