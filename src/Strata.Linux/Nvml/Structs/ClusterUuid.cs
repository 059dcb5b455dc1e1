using System.Runtime.CompilerServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary>The identity of an NVLink domain; zero where there is none.</summary>
[InlineArray(16)]
internal struct ClusterUuid
{
    private byte _first;
}
