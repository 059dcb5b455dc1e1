using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Names of hosts in places that hold nothing else: proxies, origins of packages, peers of IMEX, lists that apt keeps.</summary>
internal static partial class HostPlaces
{
    private const string AptLists = "/var/lib/apt/lists";

    // A name of a file is as long at most.
    private const int LongestName = 255;

    /// <summary>Replaces the hosts in a line.</summary>
    public static string Remove(string line, Placeholders names)
    {
        if (line.Contains("proxy", StringComparison.OrdinalIgnoreCase))
        {
            line = Proxy().Replace(line, match => match.Groups["before"].Value + List(match.Groups["value"].Value, names));
        }
        if (line.Contains("Node #", StringComparison.Ordinal))
        {
            line = Peer().Replace(line, match => match.Groups["before"].Value + One(match.Groups["host"].Value, names));
        }
        return line.Contains("origin ", StringComparison.Ordinal)
            ? Origin().Replace(line, match => match.Groups["before"].Value + One(match.Groups["host"].Value, names, mayBeNumber: true))
            : line;
    }

    /// <summary>A line of the list of IMEX peers: one host, or a comment.</summary>
    public static string RemoveFromPeers(string line, Placeholders names) =>
        line.TrimStart().StartsWith('#') ? "#" : One(line.Trim(), names);

    /// <summary>The path of one of apt's lists, which starts with the host.</summary>
    public static string RemoveFromPath(string path, Placeholders names) =>
        path.StartsWith(AptLists + "/", StringComparison.Ordinal) ? AptLists + "/" + RemoveFromList(path[(AptLists.Length + 1)..], names) : path;

    /// <summary>The name of one of apt's lists, such as <c>mirror.example.org_ubuntu_dists_noble_InRelease</c>.</summary>
    public static string RemoveFromList(string name, Placeholders names)
    {
        var end = name.IndexOf('_', StringComparison.Ordinal);
        return end is <= 0 or > LongestName ? name : One(name[..end], names, mayBeNumber: true) + name[end..];
    }

    /// <summary>True for the folder of apt's lists.</summary>
    public static bool IsAptLists(string folder) => folder == AptLists;

    /// <summary>A host with its port, replaced unless everybody uses it.</summary>
    /// <param name="text">Host, and a port after a colon.</param>
    /// <param name="names">Placeholders.</param>
    /// <param name="mayBeNumber">True to replace an IPv4 address too, where nobody else does it.</param>
    public static string One(string text, Placeholders names, bool mayBeNumber = false)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (host, port) = colon < 0 ? (text, "") : (text[..colon], text[colon..]);
        if (mayBeNumber && AddressPatterns.IsAddress(host))
        {
            return names.For(Placeholders.IPv4, host) + port;
        }
        return IsPrivate(host) ? names.For(Placeholders.Host, host.ToLowerInvariant()) + port : text;
    }

    /// <summary>True for a name of a host that is no placeholder and not everybody's.</summary>
    public static bool IsPrivate(string host) =>
        Name().IsMatch(host) && host.Any(char.IsAsciiLetter) && !Placeholders.IsOne(host) && !PublicHosts.Contains(host);

    // "localhost,.corp.example,*.svc,10.0.0.0/8"; one with a scheme is an address of its own.
    private static string List(string value, Placeholders names) => value.Contains("://", StringComparison.Ordinal)
        ? value
        : string.Join(',', value.Split(',').Select(part =>
        {
            var host = part.TrimStart('*', '.');
            return part[..^host.Length] + One(host, names);
        }));

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,253}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("""(?<before>(?:https?|ftp|all|no)[-_ ]?proxy\\?["']?\s{0,8}[=:]\s{0,8}\\?["']?)(?<value>[A-Za-z0-9_.:,*/-]+)""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Proxy();

    [GeneratedRegex(@"(?<before>Node #[0-9]{1,6}\s{1,8}[-*]\s{1,8})(?<host>\S{1,253})(?=\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Peer();

    [GeneratedRegex(@"(?<before>^\s{1,8}origin )(?<host>\S{1,253})$", RegexOptions.CultureInvariant)]
    private static partial Regex Origin();
}
