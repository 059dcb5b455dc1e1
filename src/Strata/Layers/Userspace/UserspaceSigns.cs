using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Userspace;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class UserspaceSigns
{
    /// <summary>The container toolkit, which runs on the host, finds no driver library: no driver there, or a snap that hides it.</summary>
    public static LogSign ContainerLibraryLoadFailed { get; } = new("load library failed: lib", @"load library failed: (?<library>lib(?:nvidia-ml|cuda)\.so\.1)")
    {
        Samples =
        [
            "nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open shared object file: no such file or directory: unknown.",
            "nvidia-container-cli: initialization error: load library failed: libcuda.so.1: cannot open shared object file: no such file or directory",
        ],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [ContainerLibraryLoadFailed];
}
