using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Strata.Agent.Configuration;

namespace Strata.Agent.Endpoints;

/// <summary>
/// Knows which requests mean this agent: a page of somebody else that makes a browser ask under another name (a name that
/// leads here by DNS, or 0.0.0.0) or from another origin gets nothing.
/// </summary>
internal sealed class HostGuard(IReadOnlySet<string> names)
{
    private const string FetchSite = "Sec-Fetch-Site";
    private const string FetchMode = "Sec-Fetch-Mode";

    /// <summary>The names of an agent: those of the host, of its addresses, and those that its owner gave.</summary>
    public static HostGuard Of(AgentOptions options)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]", System.Environment.MachineName };
        names.UnionWith(options.Hosts);
        foreach (var (address, _) in options.Listen)
        {
            if (!address.Address.Equals(IPAddress.Any) && !address.Address.Equals(IPAddress.IPv6Any))
            {
                names.Add(NameOf(address.Address));
            }
        }
        return new HostGuard(names);
    }

    /// <summary>Null when the request means this agent; otherwise how it is refused.</summary>
    public (HttpStatusCode Status, string Why)? Refusal(HttpContext context, WebConfig config)
    {
        var host = context.Request.Host.Host;
        if (!Means(host, context.Connection.LocalIpAddress, config))
        {
            // RFC 9110, 15.5.20: not an answer that this server can give for that name.
            return (HttpStatusCode.MisdirectedRequest, "this host name is not served here");
        }
        var headers = context.Request.Headers;
        var origin = headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && Means(from.Host, context.Connection.LocalIpAddress, config)))
        {
            return (HttpStatusCode.Forbidden, "this origin is not served here");
        }
        // A link that somebody follows is meant; an image or a script of another page is not.
        return headers[FetchSite].ToString() is "cross-site" or "same-site" && headers[FetchMode] != "navigate"
            ? (HttpStatusCode.Forbidden, "parts of other pages are not served here")
            : null;
    }

    private bool Means(string host, IPAddress? local, WebConfig config) =>
        names.Contains(host)
        || (local is not null && host.Equals(NameOf(local), StringComparison.OrdinalIgnoreCase))
        || (config.Tls is { } tls && (tls.Names.Contains(host) || tls.Names.Contains(AnyBeside(host))));

    // The name of a certificate that stands for every name which differs in its first label (source: RFC 6125, section 6.4.3).
    private static string AnyBeside(string host) => host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? "*" + host[dot..] : host;

    private static string NameOf(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]"
        : address.ToString();
}
