namespace Strata.Rendering.Top;

/// <summary>What processes are sorted by, in the order of their columns.</summary>
public enum TopSort
{
    /// <summary>GPU, then process.</summary>
    Natural,

    /// <summary>Number of the process.</summary>
    Process,

    /// <summary>Name of the user.</summary>
    User,

    /// <summary>Memory on the GPU.</summary>
    GpuMemory,

    /// <summary>Processors of the host.</summary>
    Cpu,

    /// <summary>Memory of the host.</summary>
    Memory,

    /// <summary>How long it runs.</summary>
    Age,
}
