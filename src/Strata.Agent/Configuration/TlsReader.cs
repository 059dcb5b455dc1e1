using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Strata.Linux.Yaml;

namespace Strata.Agent.Configuration;

/// <summary>Reads the part of a web configuration that concerns encryption, with the certificates that it names.</summary>
internal static class TlsReader
{
    private static readonly string[] Curves = ["CurveP256", "CurveP384", "CurveP521", "X25519", "X25519MLKEM768"];

    // The ciphers that Go calls secure and that can be named (source: tls.CipherSuites). Those of TLS 1.3 are always offered.
    private static readonly TlsCipherSuite[] Version13 = [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256];

    private static readonly TlsCipherSuite[] ForHttp2 = [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];

    private static readonly ImmutableDictionary<string, TlsCipherSuite> KnownCiphers = Version13.Concat(ForHttp2).Concat(
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ]).ToImmutableDictionary(cipher => cipher.ToString(), StringComparer.Ordinal);

#pragma warning disable CA5397, CA5398, SYSLIB0039 // old versions are spoken only where the file asks for them by name
    private static readonly (string Name, SslProtocols Version)[] KnownVersions = [("TLS10", SslProtocols.Tls), ("TLS11", SslProtocols.Tls11), ("TLS12", SslProtocols.Tls12), ("TLS13", SslProtocols.Tls13)];
#pragma warning restore CA5397, CA5398, SYSLIB0039

    /// <summary>Reads the section; null when it says nothing that makes connections encrypted.</summary>
    public static TlsSettings? Read(YamlSection keys, string folder, bool http2, Func<string, ReadOnlyMemory<byte>> open)
    {
        var certificate = Pem(keys, "cert", "cert_file", folder, open);
        var key = Pem(keys, "key", "key_file", folder, open);
        var authorities = Pem(keys, "client_ca", "client_ca_file", folder, open);
        var policyName = keys.Text("client_auth_type") ?? "";
        var clients = ClientCertificatePolicy.Of(policyName) ?? throw keys.Wrong("client_auth_type", $"{policyName}: not one of NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert");
        var names = keys.Texts("client_allowed_sans");
        var (least, most) = (VersionOf(keys, "min_version", "TLS12"), VersionOf(keys, "max_version", "TLS13"));
        var ciphers = Ciphers(keys);
        var hasCurves = HasCurves(keys);
        // Go has long ignored it, and OpenSSL is always told to prefer the server's order.
        keys.Flag("prefer_server_cipher_suites");
        keys.End();
        if (certificate is null && key is null && authorities is null && policyName.Length == 0)
        {
            return null;
        }
        Check(keys, certificate, key, authorities, clients, names);
        if (least > most)
        {
            throw keys.Wrong("min_version", "above max_version: no version is left");
        }
        if (http2 && least < 3 && !ciphers.IsEmpty && !ciphers.Intersect(ForHttp2).Any())
        {
            throw keys.Wrong("cipher_suites", $"HTTP/2 needs one of {string.Join(", ", ForHttp2)}; add it, or set http_server_config.http2 to false");
        }
        var context = Certificate(keys, certificate!, key!);
        return new TlsSettings
        {
            Certificate = context,
            Names = SubjectNames.Of(context.TargetCertificate).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Versions = KnownVersions[least..(most + 1)].Aggregate(SslProtocols.None, (all, version) => all | version.Version),
            Ciphers = ciphers,
            Clients = clients with { Authorities = authorities is null ? [] : Authorities(keys, authorities), Names = names.IsDefault ? default : [.. names.Select(name => name.Text)] },
            HasCurves = hasCurves,
        };
    }

    private static void Check(YamlSection keys, string? certificate, string? key, string? authorities, ClientCertificatePolicy clients, ImmutableArray<(string Text, int Line)> names)
    {
        if (certificate is null)
        {
            throw keys.Wrong("cert_file", "missing; encryption needs cert_file or cert");
        }
        if (key is null)
        {
            throw keys.Wrong("key_file", "missing; encryption needs key_file or key");
        }
        if (authorities is not null && !clients.IsAsked)
        {
            throw keys.Wrong("client_auth_type", "missing; with client_ca_file clients must be asked for a certificate, such as by RequireAndVerifyClientCert");
        }
        if (!names.IsDefault && !clients.IsNeeded)
        {
            throw keys.Wrong("client_allowed_sans", "needs client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert");
        }
    }

    private static string? Pem(YamlSection keys, string inline, string file, string folder, Func<string, ReadOnlyMemory<byte>> open)
    {
        var (text, path) = (keys.Text(inline), keys.Text(file));
        if (path is not { Length: > 0 })
        {
            return text is { Length: > 0 } ? text : null;
        }
        try
        {
            return Encoding.UTF8.GetString(open(Path.Combine(folder, path)).Span);
        }
        catch (Linux.InputException error)
        {
            throw keys.Wrong(file, error.Message);
        }
    }

    private static int VersionOf(YamlSection keys, string key, string otherwise)
    {
        var name = keys.Text(key) ?? otherwise;
        return Array.FindIndex(KnownVersions, version => version.Name == name) is >= 0 and var index
            ? index
            : throw keys.Wrong(key, $"{name}: not one of {string.Join(", ", KnownVersions.Select(version => version.Name))}");
    }

    private static ImmutableArray<TlsCipherSuite> Ciphers(YamlSection keys)
    {
        var names = keys.Texts("cipher_suites");
        return names.IsDefaultOrEmpty
            ? []
            : [.. names.Select(name => KnownCiphers.TryGetValue(name.Text, out var cipher) ? cipher : throw keys.Wrong("cipher_suites", name.Line, $"{name.Text}: not a cipher that is known to be secure")).Concat(Version13).Distinct()];
    }

    private static bool HasCurves(YamlSection keys)
    {
        var names = keys.Texts("curve_preferences");
        return !names.IsDefaultOrEmpty
            && names.All(name => Curves.Contains(name.Text, StringComparer.Ordinal) ? true : throw keys.Wrong("curve_preferences", name.Line, $"{name.Text}: not one of {string.Join(", ", Curves)}"));
    }

    private static SslStreamCertificateContext Certificate(YamlSection keys, string certificate, string key)
    {
        try
        {
            var own = X509Certificate2.CreateFromPem(certificate, key);
            var all = new X509Certificate2Collection();
            all.ImportFromPem(certificate);
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw keys.Wrong("cert_file", $"the certificate and its key are not good: {error.Message.TrimEnd('.')}");
        }
    }

    private static ImmutableArray<X509Certificate2> Authorities(YamlSection keys, string text)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(text);
        }
        catch (CryptographicException error)
        {
            throw keys.Wrong("client_ca_file", $"not a certificate: {error.Message.TrimEnd('.')}");
        }
        return all.Count > 0 ? [.. all] : throw keys.Wrong("client_ca_file", "holds no certificate");
    }
}
