namespace Strata.Sampling;

/// <summary>How everything that comes of the lab's fake GPU library says so.</summary>
public static class Demonstration
{
    /// <summary>The sentence on every page and in every log.</summary>
    public const string Note = "demonstration: these GPUs come of a fake library, no value comes of a real board";

    /// <summary>The label that every series carries.</summary>
    public static (string Name, string Value) Label { get; } = ("demo", "1");
}
