using System.Collections.Immutable;
using Strata.Linux.Passwords;
using Strata.Linux.Yaml;

namespace Strata.Agent.Configuration;

/// <summary>Reads a web configuration. What the toolkit of the exporters refuses is refused, with the line.</summary>
internal static class WebConfigReader
{
    // Headers that may be set, with the values that they may have; none for any.
    private static readonly Dictionary<string, string[]> KnownHeaders = new(StringComparer.Ordinal)
    {
        ["Content-Security-Policy"] = [],
        ["Strict-Transport-Security"] = [],
        ["X-Content-Type-Options"] = ["nosniff"],
        ["X-Frame-Options"] = ["deny", "sameorigin"],
        ["X-XSS-Protection"] = [],
    };

    /// <summary>Reads the text of a file.</summary>
    /// <param name="file">Its path; other files that it names are relative to its folder.</param>
    /// <param name="bytes">Its text.</param>
    /// <param name="open">Gives the bytes of another file.</param>
    /// <exception cref="Linux.InputException">A line is wrong, or a file that it names is.</exception>
    public static WebConfig Read(string file, ReadOnlySpan<byte> bytes, Func<string, ReadOnlyMemory<byte>> open)
    {
        var keys = YamlSection.Parse(file, bytes);
        var http = keys.Section("http_server_config");
        var http2 = http?.Flag("http2") ?? true;
        var headers = Headers(http?.Section("headers"));
        http?.End();
        var tls = keys.Section("tls_server_config") is { } section ? TlsReader.Read(section, Path.GetDirectoryName(Path.GetFullPath(file))!, http2, open) : null;
        var rate = keys.Section("rate_limit");
        var interval = rate?.Time("interval", TimeSpan.Zero, TimeSpan.FromDays(1)) ?? TimeSpan.Zero;
        var burst = rate?.Number("burst", 0, 1_000_000) ?? 0;
        rate?.End();
        if (interval > TimeSpan.Zero && burst == 0)
        {
            throw rate!.Wrong("burst", "at least 1 is needed with an interval; no request would be answered");
        }
        var users = Users(keys.Section("basic_auth_users"));
        keys.End();
        return new WebConfig
        {
            Tls = tls, Http2 = http2, Headers = headers, Users = users, RateInterval = interval, RateBurst = burst,
            NotDone = tls is { HasCurves: true } ? ["curve_preferences: the system's OpenSSL chooses the curve; the list is not applied"] : [],
        };
    }

    private static ImmutableArray<(string, string)> Headers(YamlSection? section)
    {
        if (section is null)
        {
            return [];
        }
        List<(string, string)> headers = [];
        foreach (var (name, values) in KnownHeaders)
        {
            if (section.Text(name) is not { Length: > 0 } value)
            {
                continue;
            }
            if (value.Any(character => character is < ' ' or > '~') || (values.Length > 0 && !values.Contains(value, StringComparer.Ordinal)))
            {
                throw section.Wrong(name, $"{value}: not {(values.Length > 0 ? "one of " + string.Join(", ", values) : "a value that a header can have")}");
            }
            headers.Add((name, value));
        }
        section.End();
        return [.. headers];
    }

    private static ImmutableDictionary<string, string> Users(YamlSection? section)
    {
        var users = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in section?.Keys ?? [])
        {
            // The hash is a secret: it is not shown.
            users[name] = section!.Text(name) is { } hash && Bcrypt.CostOf(hash) is not null
                ? hash
                : throw section.Wrong(name, "not a bcrypt hash, such as htpasswd -nBC 10 NAME prints");
        }
        return users.Count > 0 && !Bcrypt.IsThere
            ? throw section!.Wrong(users.Keys.First(), "passwords cannot be checked: the libcrypt of this system has no bcrypt; libxcrypt has")
            : users.ToImmutable();
    }
}
