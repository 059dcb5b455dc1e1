namespace Strata.Linux.Nvml.Probe;

/// <summary>What the kernel says of the power of a GPU.</summary>
internal enum GpuPower
{
    /// <summary>It does not sleep by itself, or the kernel does not say that it does.</summary>
    AlwaysOn,

    /// <summary>It is awake and sleeps when nobody holds it.</summary>
    Awake,

    /// <summary>It sleeps, or is about to.</summary>
    Asleep,
}
