using System.Collections.Immutable;
using System.Net;

namespace Strata.Agent.Configuration;

/// <summary>Addresses and names of sets as options and configuration write them.</summary>
public static class ListenAddress
{
    /// <summary>What <see cref="Parse"/> knows.</summary>
    public const string Form = "an address and port, such as 127.0.0.1:9419";

    /// <summary>What <see cref="Set"/> knows.</summary>
    public const string SetNames = "strata, nvidia_smi, dcgm";

    /// <summary>Reads an address with a port; null for anything else.</summary>
    public static IPEndPoint? Parse(string text)
    {
        var local = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;
        var hasPort = local.LastIndexOf(':') is >= 0 and var colon && (local.IndexOf(':', StringComparison.Ordinal) == colon || local.Contains("]:", StringComparison.Ordinal));
        return hasPort && IPEndPoint.TryParse(local, out var address) && address.Port != 0 ? address : null;
    }

    /// <summary>Reads the name of a set of metrics; null for anything else.</summary>
    public static MetricSet? Set(string name) => name.Trim() switch
    {
        "strata" => MetricSet.Strata,
        "nvidia_smi" => MetricSet.NvidiaSmi,
        "dcgm" => MetricSet.Dcgm,
        _ => null,
    };

    /// <summary>Gives each address its sets: one address serves all, as many addresses as sets serve one each; null when there is another number.</summary>
    public static ImmutableArray<(IPEndPoint Address, ImmutableArray<MetricSet> Sets)>? Share(ImmutableArray<IPEndPoint> addresses, ImmutableArray<MetricSet> sets)
    {
        if (addresses.Length == 1)
        {
            return [(addresses[0], sets)];
        }
        return addresses.Length == sets.Length ? [.. addresses.Select((address, index) => (address, ImmutableArray.Create(sets[index])))] : null;
    }
}
