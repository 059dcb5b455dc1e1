using Strata.Planning;

namespace Strata.Layers.Container.Actions;

/// <summary>Writes the CDI specification of the installed driver.</summary>
public static class GenerateCdiSpec
{
    /// <summary>Toolkits from 1.18 on do it with a service.</summary>
    public static PlanAction Now { get; } = PlanAction.Safe(
        "Write the CDI specification for the installed driver", "nvidia-ctk", "cdi", "generate", "--output=/etc/cdi/nvidia.yaml");

    /// <summary>Looks at the result.</summary>
    public static PlanAction List { get; } = PlanAction.Look("Look whether the devices are defined", "nvidia-ctk", "cdi", "list");
}
