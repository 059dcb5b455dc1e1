using System.Collections.Frozen;
using System.Text;

namespace Strata.Redaction;

/// <summary>Who and where in <c>scheme://user:password@host:port/path</c>; hosts that everybody uses stay.</summary>
internal static class UrlPatterns
{
    private const string Mark = "://";

    // What follows in other schemes need not be a host: a file, a container, a device.
    private static readonly FrozenSet<string> Network = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "http", "https", "ftp", "ftps", "ssh", "sftp", "git", "rsync", "tcp", "udp", "tls", "socks", "socks4", "socks4a", "socks5", "socks5h", "ldap", "ldaps",
        "nfs", "smb", "cifs", "ws", "wss", "grpc", "redis", "rediss", "amqp", "amqps", "postgres", "postgresql", "mysql", "mongodb", "registry", "tor+http", "tor+https");

    /// <summary>Replaces credentials and private hosts in a line; each letter is looked at a fixed number of times.</summary>
    /// <param name="line">The line.</param>
    /// <param name="names">Placeholders.</param>
    /// <param name="numbersToo">True to replace IPv4 addresses too, where nobody else does it.</param>
    public static string Remove(string line, Placeholders names, bool numbersToo)
    {
        var at = line.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
        {
            return line;
        }
        var text = new StringBuilder(line.Length);
        var (done, runEnd, sign) = (0, 0, -1);
        for (; at >= 0; at = line.IndexOf(Mark, done, StringComparison.Ordinal))
        {
            var scheme = Scheme(line, done, at);
            var start = at + Mark.Length;
            if (start >= runEnd)
            {
                runEnd = End(line, start);
                sign = runEnd > start ? line.LastIndexOf('@', runEnd - 1, runEnd - start) : -1;
            }
            text.Append(line, done, start - done);
            done = start;
            if (sign >= start && !IsPublic(line, start))
            {
                text.Append(Credentials(scheme, line[start..sign], names)).Append('@');
                done = sign + 1;
            }
            var end = HostEnd(line, done);
            text.Append(Network.Contains(scheme) ? HostPlaces.One(line[done..end], names, numbersToo) : line[done..end]);
            done = end;
        }
        return text.Append(line, done, line.Length - done).ToString();
    }

    /// <summary>Private hosts in a line.</summary>
    public static IEnumerable<string> Hosts(string line)
    {
        for (var at = line.IndexOf(Mark, StringComparison.Ordinal); at >= 0; at = line.IndexOf(Mark, at + Mark.Length, StringComparison.Ordinal))
        {
            var start = at + Mark.Length;
            var authority = line.AsSpan(start, HostEnd(line, start, mayHoldUser: true) - start);
            var host = authority[(authority.LastIndexOf('@') + 1)..];
            var name = (host.IndexOf(':') is >= 0 and var colon ? host[..colon] : host).ToString();
            if (HostPlaces.IsPrivate(name))
            {
                yield return name;
            }
        }
    }

    private static string Scheme(string line, int from, int at)
    {
        var start = at;
        while (start > from && at - start < 20 && (char.IsAsciiLetterOrDigit(line[start - 1]) || line[start - 1] is '+' or '.' or '-'))
        {
            start--;
        }
        return line[start..at];
    }

    // A password may hold slashes, so the run goes to a blank or a quote.
    private static int End(string line, int start)
    {
        var end = start;
        while (end < line.Length && !char.IsWhiteSpace(line[end]) && line[end] is not ('"' or '\'' or '<' or '>' or '`'))
        {
            end++;
        }
        return end;
    }

    private static int HostEnd(string line, int start, bool mayHoldUser = false)
    {
        var end = start;
        while (end < line.Length && end - start <= 300
            && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '.' or '-' or '_' || (mayHoldUser && line[end] is '@' or ':' or '%' or '!' or '$')))
        {
            end++;
        }
        return end;
    }

    // github.com/x@v1 holds a version, not a password.
    private static bool IsPublic(string line, int start)
    {
        var end = HostEnd(line, start);
        return end < line.Length && line[end] is '/' && PublicHosts.Contains(line[start..end]);
    }

    private static string Credentials(string scheme, string text, Placeholders names)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            var isName = scheme.EndsWith("ssh", StringComparison.OrdinalIgnoreCase) || scheme.Equals("sftp", StringComparison.OrdinalIgnoreCase);
            return text == "git" || Placeholders.IsOne(text) ? text : names.For(isName ? Placeholders.User : Placeholders.Secret, text);
        }
        var user = text[..colon];
        return (user.Length == 0 || Placeholders.IsOne(user) ? user : names.For(Placeholders.User, user)) + ":" + names.For(Placeholders.Secret, text[(colon + 1)..]);
    }
}
