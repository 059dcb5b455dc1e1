namespace Strata.Rendering.Top;

/// <summary>What is looked at.</summary>
public enum TopView
{
    /// <summary>GPUs and processes.</summary>
    Main,

    /// <summary>The keys.</summary>
    Help,

    /// <summary>One process with its past.</summary>
    Process,

    /// <summary>The settings of one process.</summary>
    Settings,
}
