using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Workload;

/// <summary>A CUDA toolkit on the host.</summary>
/// <param name="Directory">Directory, such as <c>/usr/local/cuda-12.4</c>.</param>
/// <param name="Version">Version in the directory's name, or null.</param>
/// <param name="HasCompat">It carries libraries for forward compatibility.</param>
/// <param name="Source">Where it was seen.</param>
public sealed record CudaToolkit(string Directory, Version? Version, bool HasCompat, Source Source);

/// <summary>Facts of CUDA programs and engines.</summary>
public sealed record WorkloadFacts
{
    /// <summary>CUDA toolkits of the host.</summary>
    public Reading<ImmutableArray<CudaToolkit>> Toolkits { get; init; } = Reading.NotLooked<ImmutableArray<CudaToolkit>>("/usr/local/cuda");

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe()
    {
        if (!Toolkits.TryGet(out var toolkits))
        {
            return new LayerDescription(Standing.Unknown, "no program seen");
        }
        return toolkits.IsEmpty
            ? new LayerDescription(Standing.Known, "no CUDA toolkit on the host; programs bring their own")
            : new LayerDescription(Standing.Known, "CUDA toolkit " + string.Join(", ", toolkits.Select(toolkit => toolkit.Version?.ToString() ?? toolkit.Directory)));
    }
}
