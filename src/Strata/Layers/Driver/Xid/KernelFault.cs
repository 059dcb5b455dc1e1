using System.Text.RegularExpressions;

namespace Strata.Layers.Driver.Xid;

/// <summary>Tells a wrong memory access of a program's own kernel from other exceptions.</summary>
public static partial class KernelFault
{
    /// <summary>
    /// True for an MMU fault that a shader client raised (GPCCLIENT) and for a warp exception of an SM. Faults of the host
    /// unit (HUBCLIENT) do not prove an access of a kernel.
    /// </summary>
    public static bool IsOne(XidEvent item) => item.Code switch
    {
        31 => item.Text.Contains("GPCCLIENT", StringComparison.Ordinal) || Graphics().IsMatch(item.Text),
        13 => Warp().IsMatch(item.Text),
        _ => false,
    };

    /// <summary>The SM of a warp exception, such as <c>GPC 0, TPC 1, SM 0</c>, or the client of an MMU fault; empty when neither is told.</summary>
    public static string Site(XidEvent item) => Where().Match(item.Text).Value;

    [GeneratedRegex(@"Warp Exception|SM Global Exception|Illegal Address|Out Of Range (?:Address|Register)|Misaligned Address|Illegal Instruction|ESR 0x", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Warp();

    // A client that this release of the driver has no name for, in a cluster of shaders.
    [GeneratedRegex(@"ENGINE GRAPHICS GPC\d+ UNRECOGNIZED_CLIENT", RegexOptions.CultureInvariant)]
    private static partial Regex Graphics();

    [GeneratedRegex(@"GPC \d+, TPC \d+(?:, SM \d+)?|GPC\d* ?GPCCLIENT_\w+|GPCCLIENT_\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Where();
}
