namespace Strata.Sampling;

/// <summary>A process that holds a GPU. Its owner is read from the kernel; what could not be read is null.</summary>
/// <param name="Process">Its number.</param>
/// <param name="Kind">What it does there: <c>compute</c>, <c>graphics</c> or <c>mps</c>.</param>
/// <param name="MemoryBytes">Memory that it holds; null where the driver does not tell.</param>
/// <param name="GpuInstance">GPU instance of MIG.</param>
/// <param name="ComputeInstance">Compute instance of MIG.</param>
public sealed record GpuProcess(int Process, string Kind, double? MemoryBytes, int? GpuInstance, int? ComputeInstance)
{
    /// <summary>Name of its program, at most fifteen bytes, as the process itself set it; never its arguments.</summary>
    public string? Name { get; init; }

    /// <summary>Number of the user that it runs as.</summary>
    public long? UserId { get; init; }

    /// <summary>Name of that user, where this host's account file has it.</summary>
    public string? User { get; init; }

    /// <summary>Id of its container, or name of its system container.</summary>
    public string? Container { get; init; }

    /// <summary>UID of its Kubernetes pod.</summary>
    public string? Pod { get; init; }

    /// <summary>Number of its Slurm job.</summary>
    public string? SlurmJob { get; init; }

    /// <summary>Innermost unit of systemd that it runs in.</summary>
    public string? Unit { get; init; }
}
