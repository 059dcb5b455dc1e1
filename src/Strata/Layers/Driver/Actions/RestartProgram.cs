using Strata.Planning;

namespace Strata.Layers.Driver.Actions;

/// <summary>Starts the program again that a GPU error ended.</summary>
public static class RestartProgram
{
    /// <summary>The program by name, where the log tells it.</summary>
    public static PlanAction Named(string process) => PlanAction.ByHand(
        process.Length > 0 ? $"Start {process} again; the GPU itself needs nothing." : "Start the program again that was hit; the GPU itself needs nothing.",
        Risk.Safe);
}
