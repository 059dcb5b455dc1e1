using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using Strata.Linux.Nvml;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml;

/// <summary>Every function that is bound, against the library of a real driver and the list of when each function came.</summary>
public sealed class SymbolTests
{
    private const int BranchOfDebian = 535;

    private static readonly IReadOnlyList<NvmlSymbol> Bound =
    [
        .. typeof(NvmlSymbol).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Strata.Linux.Nvml", StringComparison.Ordinal) == true && !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(field => field.GetValue(null))
            .SelectMany(value => value is IEnumerable many and not string ? many.Cast<object?>() : [value])
            .OfType<NvmlSymbol>(),
    ];

    [Fact]
    public void Functions_are_bound_once()
    {
        Assert.True(Bound.Count > 70, $"only {Bound.Count} functions were found");
        Assert.Equal(Bound.Count, Bound.Select(symbol => symbol.Name).Distinct().Count());
    }

    [Fact]
    public void Each_names_the_branch_that_brought_it()
    {
        var first = File.ReadLines(Path.Combine(Peer.Checkout, "lab/nvml/functions.tsv")).Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => cells[1], StringComparer.Ordinal);
        Assert.All(Bound, symbol => Assert.Equal(first[symbol.Name], symbol.Since.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [PeerFact("libnvidia-ml")]
    public void The_real_library_exports_what_its_branch_has_and_nothing_newer()
    {
        var library = NativeLibrary.Load(Peer.Find("libnvidia-ml")!);
        Assert.All(Bound, symbol => Assert.Equal(symbol.Since <= BranchOfDebian, NativeLibrary.TryGetExport(library, symbol.Name, out _)));
    }
}
