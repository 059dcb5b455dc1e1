using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Workload;

/// <summary>Reads the workload layer.</summary>
public static class WorkloadCollector
{
    private const string Parent = "/usr/local";

    /// <summary>Collects the facts.</summary>
    public static WorkloadFacts Collect(IMachine machine, LogFacts log)
    {
        var list = machine.List(Parent);
        return new WorkloadFacts
        {
            Toolkits = list.Map<ImmutableArray<CudaToolkit>>(names =>
            [
                .. names.Where(name => name.StartsWith("cuda-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
                {
                    var directory = $"{Parent}/{name}";
                    var compat = machine.List(directory + "/compat").Or([]).Any(file => file.StartsWith("libcuda.so", StringComparison.Ordinal));
                    return new CudaToolkit(directory, Version.TryParse(name["cuda-".Length..], out var version) ? version : null, compat, new Source(directory));
                }),
            ]),
        };
    }
}
