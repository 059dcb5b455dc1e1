using System.Collections.Immutable;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>Reads libraries, tools and packages.</summary>
public static class UserspaceCollector
{
    /// <summary>Collects the facts.</summary>
    public static UserspaceFacts Collect(IMachine machine, LogFacts log) => new()
    {
        Packages = Reading.NotLooked<ImmutableArray<Package>>("packages"),
        Libraries = Reading.NotLooked<ImmutableArray<DriverLibrary>>("libraries"),
        Version = Reading.NotLooked<DriverVersion>("driver libraries"),
    };
}
