namespace Strata.Sampling;

/// <summary>To whom a process belongs, as its control groups tell.</summary>
/// <param name="Container">Id of its container, or name of its system container; null outside of one.</param>
/// <param name="Pod">UID of its Kubernetes pod.</param>
/// <param name="SlurmJob">Number of its Slurm job.</param>
/// <param name="Unit">Innermost unit of systemd that is not itself a container.</param>
public sealed record CgroupOwner(string? Container, string? Pod, string? SlurmJob, string? Unit);
