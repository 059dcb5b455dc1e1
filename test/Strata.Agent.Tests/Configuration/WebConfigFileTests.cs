using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Strata.Agent.Configuration;
using Strata.Linux;
using Xunit;

namespace Strata.Agent.Tests.Configuration;

/// <summary>Files with the meaning of those that the toolkit of the exporters tests itself with (source: web/testdata of prometheus/exporter-toolkit).</summary>
public sealed class WebConfigFileTests : IDisposable
{
    private const string Hash = "$2y$04$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG";
    private const string Pair = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

    private readonly TempFolder _folder = new();
    private readonly TestCertificate _authority = new("Authority");

    public WebConfigFileTests()
    {
        var (certificate, key) = _authority.Sign("server", names => names.AddDnsName("node7.example.org"), isServer: true);
        _folder.File("server.crt", certificate);
        _folder.File("server.key", key);
        _folder.File("ca.crt", _authority.Pem);
        _folder.File("junk.crt", "no certificate");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("tls_server_config:\n  cert_file: \"\"\n  key_file: \"\"\n", false)]
    [InlineData(Pair, true)]
    [InlineData(Pair + "  client_auth_type: NoClientCert\n", true)]
    [InlineData(Pair + "  client_auth_type: RequestClientCert\n", true)]
    [InlineData(Pair + "  client_auth_type: RequireClientCert\n", true)]
    [InlineData(Pair + "  client_auth_type: RequireAnyClientCert\n", true)]
    [InlineData(Pair + "  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.crt\n", true)]
    [InlineData(Pair + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n  client_allowed_sans: [a, 127.0.0.1]\n", true)]
    [InlineData(Pair + "  min_version: TLS13\n  max_version: TLS13\n", true)]
    [InlineData(Pair + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256]\n  prefer_server_cipher_suites: false\n", true)]
    [InlineData(Pair + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]\nhttp_server_config:\n  http2: false\n", true)]
    [InlineData(Pair + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]\n  min_version: TLS13\n", true)]
    [InlineData(Pair + "  curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]\n", true)]
    [InlineData("basic_auth_users:\n  alice: " + Hash + "\n", false)]
    [InlineData("http_server_config:\n  headers:\n    X-Frame-Options: deny\n    X-Content-Type-Options: nosniff\n    Strict-Transport-Security: max-age=1\n    X-XSS-Protection: \"1\"\n    Content-Security-Policy: default-src 'self'\n", false)]
    [InlineData("rate_limit:\n  interval: 1s\n  burst: 20\n", false)]
    [InlineData("rate_limit:\n  interval: 0\n", false)]
    public void A_good_file_is_read(string text, bool isEncrypted) =>
        Assert.Equal(isEncrypted, WebConfigFile.IsEncrypted(_folder.File("web.yaml", text)));

    [Theory]
    [InlineData("junk\n", ":1: not a mapping")]
    [InlineData("tls_config:\n  cert_filse: x\n", ":1: tls_config: no such key; known are")]
    [InlineData("tls_server_config:\n  cert_filse: x\n", ":2: tls_server_config.cert_filse: no such key")]
    [InlineData("tls_server_config:\n  cert_file: \"\"\n  key_file: server.key\n", ":2: tls_server_config.cert_file: missing")]
    [InlineData("tls_server_config:\n  key: |\n    x\n", "tls_server_config.cert_file: missing")]
    [InlineData("tls_server_config:\n  cert_file: server.crt\n", "tls_server_config.key_file: missing")]
    [InlineData("tls_server_config:\n  cert_file: gone.crt\n  key_file: server.key\n", ":2: tls_server_config.cert_file: ")]
    [InlineData("tls_server_config:\n  cert_file: server.crt\n  key_file: gone.key\n", ":3: tls_server_config.key_file: ")]
    [InlineData("tls_server_config:\n  cert_file: junk.crt\n  key_file: server.key\n", ":2: tls_server_config.cert_file: the certificate and its key are not good")]
    [InlineData("tls_server_config:\n  cert_file: ca.crt\n  key_file: server.key\n", ":2: tls_server_config.cert_file: the certificate and its key are not good")]
    [InlineData(Pair + "  client_ca_file: ca.crt\n", "tls_server_config.client_auth_type: missing")]
    [InlineData(Pair + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: gone.crt\n", ":5: tls_server_config.client_ca_file: ")]
    [InlineData(Pair + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: junk.crt\n", ":5: tls_server_config.client_ca_file: holds no certificate")]
    [InlineData(Pair + "  client_auth_type: Maybe\n", ":4: tls_server_config.client_auth_type: Maybe: not one of")]
    [InlineData(Pair + "  client_auth_type: VerifyClientCertIfGiven\n  client_allowed_sans: [a]\n", ":5: tls_server_config.client_allowed_sans: needs client_auth_type")]
    [InlineData(Pair + "  cipher_suites: [TLS_INVENTED]\n", ":4: tls_server_config.cipher_suites: TLS_INVENTED: not a cipher")]
    [InlineData(Pair + "  cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]\n", ":4: tls_server_config.cipher_suites: TLS_RSA_WITH_RC4_128_SHA: not a cipher")]
    [InlineData(Pair + "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]\n", ":4: tls_server_config.cipher_suites: HTTP/2 needs one of")]
    [InlineData(Pair + "  curve_preferences: [CurveP222]\n", ":4: tls_server_config.curve_preferences: CurveP222: not one of")]
    [InlineData(Pair + "  min_version: TLS111\n", ":4: tls_server_config.min_version: TLS111: not one of TLS10")]
    [InlineData(Pair + "  min_version: TLS13\n  max_version: TLS12\n", ":4: tls_server_config.min_version: above max_version")]
    [InlineData("basic_auth_users:\n  alice: secret\n", ":2: basic_auth_users.alice: not a bcrypt hash")]
    [InlineData("basic_auth_users: [alice]\n", ":1: basic_auth_users: not a mapping")]
    [InlineData("http_server_config:\n  headers:\n    X-Frame-Options: none\n", ":3: http_server_config.headers.X-Frame-Options: none: not one of deny, sameorigin")]
    [InlineData("http_server_config:\n  headers:\n    X-Content-Type-Options: sniff\n", ":3: http_server_config.headers.X-Content-Type-Options: sniff: not one of nosniff")]
    [InlineData("http_server_config:\n  headers:\n    Set-Cookie: a=b\n", ":3: http_server_config.headers.Set-Cookie: no such key")]
    [InlineData("http_server_config:\n  headers:\n    Content-Security-Policy: \"a\\r\\nb\"\n", ":3: http_server_config.headers.Content-Security-Policy: ")]
    [InlineData("http_server_config:\n  http2: 2\n", ":2: http_server_config.http2: 2: not true or false")]
    [InlineData("rate_limit:\n  interval: 1s\n", ":2: rate_limit.burst: at least 1 is needed")]
    [InlineData("rate_limit:\n  burst: -1\n", ":2: rate_limit.burst: -1: not a whole number")]
    public void A_bad_file_is_one_line_with_its_place(string text, string error)
    {
        var path = _folder.File("web.yaml", text);
        var told = Assert.Throws<InputException>(() => WebConfigFile.IsEncrypted(path)).Message;
        Assert.StartsWith(path + ":", told, StringComparison.Ordinal);
        Assert.Contains(error, told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_and_key_may_stand_in_the_file()
    {
        static string Block(string pem) => string.Concat(pem.TrimEnd('\n').Split('\n').Select(line => "    " + line + "\n"));
        var text = $"tls_server_config:\n  cert: |\n{Block(File.ReadAllText(_folder.At("server.crt")))}  key: |\n{Block(File.ReadAllText(_folder.At("server.key")))}  client_auth_type: RequireAndVerifyClientCert\n  client_ca: |\n{Block(_authority.Pem)}";
        using var file = new WebConfigFile(_folder.File("web.yaml", text), new ManualClock(), NullLogger.Instance);
        Assert.Contains("node7.example.org", file.Current.Tls!.Names);
        Assert.Single(file.Current.Tls.Clients.Authorities);
    }

    [Fact]
    public void Nothing_said_means_the_versions_1_2_and_1_3()
    {
        using var file = new WebConfigFile(_folder.File("web.yaml", Pair), new ManualClock(), NullLogger.Instance);
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, file.Current.Tls!.Versions);
        Assert.True(file.Current.Http2);
    }

    [Fact]
    public void Curves_that_cannot_be_chosen_are_told()
    {
        var log = new ListLogger();
        using var file = new WebConfigFile(_folder.File("web.yaml", Pair + "  curve_preferences: [CurveP256]\n"), new ManualClock(), log);
        Assert.Contains(log.Lines, line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("curve_preferences", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_certificate_is_taken_up_and_a_bad_one_is_told_once_and_not()
    {
        var (clock, log) = (new ManualClock(), new ListLogger());
        using var file = new WebConfigFile(_folder.File("web.yaml", Pair), clock, log);
        var first = file.Current.Tls!.Certificate.TargetCertificate.Thumbprint;

        var (certificate, key) = _authority.Sign("server", names => names.AddDnsName("node8.example.org"), isServer: true);
        _folder.File("server.crt", certificate);
        Assert.Equal(first, file.Current.Tls.Certificate.TargetCertificate.Thumbprint);
        for (var i = 0; i < 3; i++)
        {
            clock.Pass(TimeSpan.FromSeconds(2));
            // The key is still the old one.
            Assert.Equal(first, file.Current.Tls.Certificate.TargetCertificate.Thumbprint);
        }
        Assert.Single(log.Lines, line => line.StartsWith("Error: ", StringComparison.Ordinal));

        _folder.File("server.key", key);
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(X509Certificate2.CreateFromPem(certificate).Thumbprint, file.Current.Tls.Certificate.TargetCertificate.Thumbprint);
        Assert.Contains("node8.example.org", file.Current.Tls.Names);
    }

    [Fact]
    public void Encryption_is_not_turned_off_by_a_change()
    {
        var (clock, log) = (new ManualClock(), new ListLogger());
        using var file = new WebConfigFile(_folder.File("web.yaml", Pair), clock, log);
        _folder.File("web.yaml", "");
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.NotNull(file.Current.Tls);
        Assert.Contains(log.Lines, line => line.Contains("needs a new start", StringComparison.Ordinal));
        File.Delete(_folder.At("web.yaml"));
        clock.Pass(TimeSpan.FromSeconds(2));
        Assert.NotNull(file.Current.Tls);
    }

    [Fact]
    public void Names_of_every_kind_are_read_from_a_certificate()
    {
        var (certificate, _) = _authority.Sign(
            "client",
            names =>
            {
                names.AddDnsName("client.example.org");
                names.AddEmailAddress("client@example.org");
                names.AddIpAddress(System.Net.IPAddress.Parse("192.0.2.7"));
                names.AddIpAddress(System.Net.IPAddress.Parse("2001:db8::7"));
                names.AddUri(new Uri("spiffe://example.org/client"));
                names.AddUserPrincipalName("left-out");
            },
            isServer: false);
        using var read = X509Certificate2.CreateFromPem(certificate);
        Assert.Equal(["client.example.org", "client@example.org", "192.0.2.7", "2001:db8::7", "spiffe://example.org/client"], SubjectNames.Of(read));
    }
}
