using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>A running agent behind a web configuration, asked by real clients.</summary>
public sealed class WebConfigTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("strata-");
    private readonly FakeLibrary _library = new("gpu 0 H100");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public WebConfigTests()
    {
        var request = new CertificateRequest("CN=Authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(At("ca.crt"), _authority.ExportCertificatePem());
        Sign("server", isServer: true);
        Sign("client", isServer: false);
        Sign("other", isServer: false);
    }

    public void Dispose()
    {
        _library.Dispose();
        _authority.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Connections_are_encrypted_and_nothing_else_is_answered()
    {
        using var agent = Start("tls_server_config: {cert_file: server.crt, key_file: server.key}\nhttp_server_config: {headers: {Strict-Transport-Security: max-age=7}}\n");
        var answer = Curl(agent, "-i");
        Assert.StartsWith("HTTP/2 200", answer, StringComparison.Ordinal);
        Assert.Contains("strict-transport-security: max-age=7", answer, StringComparison.Ordinal);
        var head = Curl(agent, "-I");
        Assert.StartsWith("HTTP/2 200", head, StringComparison.Ordinal);
        Assert.DoesNotContain("strata_build_info", head, StringComparison.Ordinal);
        Assert.Equal("200", Curl(agent, "--http1.1 --tls-max 1.2 -o /dev/null -w %{http_code}"));
        Assert.Equal("000", Curl(agent, "--tls-max 1.1 -o /dev/null -w %{http_code}"));
        Assert.Equal("421", Curl(agent, "-H Host:attacker.example -o /dev/null -w %{http_code}"));
        Assert.NotEqual(200, RawHttp.Ask(agent.Address, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    [Fact]
    public void A_client_needs_a_certificate_of_the_authority_with_an_allowed_name()
    {
        using var agent = Start("""
            tls_server_config:
              cert_file: server.crt
              key_file: server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.crt
              client_allowed_sans: [client.example.org]
            """);
        Assert.Equal("200", Curl(agent, $"--cert {At("client.crt")} --key {At("client.key")} -o /dev/null -w %{{http_code}}"));
        Assert.Equal("000", Curl(agent, "-o /dev/null -w %{http_code}"));
        Assert.Equal("000", Curl(agent, $"--cert {At("other.crt")} --key {At("other.key")} -o /dev/null -w %{{http_code}}"));

        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=client", stranger, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("client.example.org");
        request.CertificateExtensions.Add(names.Build());
        using var self = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(At("self.crt"), self.ExportCertificatePem());
        File.WriteAllText(At("self.key"), stranger.ExportPkcs8PrivateKeyPem());
        Assert.Equal("000", Curl(agent, $"--cert {At("self.crt")} --key {At("self.key")} -o /dev/null -w %{{http_code}}"));
    }

    [Fact]
    public async Task A_new_certificate_is_shown_without_a_new_start_and_a_bad_one_is_not()
    {
        using var agent = Start("tls_server_config: {cert_file: server.crt, key_file: server.key}\n");
        var first = await ShownAsync(agent);
        File.WriteAllText(At("server.crt"), "no certificate");
        Assert.Equal(first, await ShownAsync(agent));
        Sign("server", isServer: true);
        var next = first;
        for (var i = 0; i < 100 && next == first; i++)
        {
            await Task.Delay(200);
            next = await ShownAsync(agent);
        }
        Assert.Equal(X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(At("server.crt"))).Thumbprint, next);
    }

    [Fact]
    public void Names_and_passwords_are_asked_for_and_changed_while_it_runs()
    {
        // Source of the hashes: the test vectors of Openwall's crypt_blowfish.
        using var agent = Start("basic_auth_users:\n  alice: $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
        string Code(string login) => Curl(agent, $"{login} -o /dev/null -w %{{http_code}}", "http");
        Assert.Equal("200", Code("-u 'alice:U*U'"));
        Assert.Equal("401", Code(""));
        Assert.Equal("401", Code("-u 'alice:wrong'"));
        Assert.Equal("401", Code("-u 'bob:U*U'"));
        Assert.Equal("401", Code("-H 'Authorization: Basic !'"));
        Assert.Contains("WWW-Authenticate: Basic", Curl(agent, "-i", "http"), StringComparison.Ordinal);

        File.WriteAllText(At("web.yaml"), "basic_auth_users:\n  alice: $2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK\n");
        Assert.True(SpinWait.SpinUntil(() => Code("-u 'alice:U*U*'") == "200", TimeSpan.FromSeconds(20)));
        Assert.Equal("401", Code("-u 'alice:U*U'"));
    }

    [Fact]
    public void Two_hundred_wrong_passwords_at_once_keep_nobody_out_who_was_in()
    {
        using var agent = Start("basic_auth_users:\n  alice: $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n  slow: $2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG\n");
        Assert.Equal("200", Curl(agent, "-u 'alice:U*U' -o /dev/null -w %{http_code}", "http"));
        List<RawHttp> wrong = [];
        for (var i = 0; i < 200; i++)
        {
            var connection = new RawHttp(agent.Address);
            wrong.Add(connection);
            connection.Send($"GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("slow:" + i))}\r\n\r\n");
        }
        Assert.Equal("200", Curl(agent, "-u 'alice:U*U' -o /dev/null -w %{http_code}", "http"));
        var answers = wrong.ConvertAll(connection => connection.Status());
        wrong.ForEach(connection => connection.Dispose());
        Assert.Equal([401, 503], answers.Distinct().Order());
    }

    [Fact]
    public void More_requests_than_the_file_allows_are_refused()
    {
        using var agent = Start("rate_limit: {interval: 1h, burst: 3}\n");
        Assert.Contains("429", Enumerable.Range(0, 8).Select(_ => Curl(agent, "-o /dev/null -w %{http_code}", "http")));
    }

    [Fact]
    public void An_encrypted_address_may_be_reached_by_others_and_a_bad_file_is_one_line()
    {
        File.WriteAllText(At("web.yaml"), "tls_server_config: {cert_file: server.crt, key_file: server.key}\n");
        Assert.Equal(0, Shell.Run("./strata agent --check --listen 0.0.0.0:9419 --web.config.file \"$1\"", At("web.yaml")).ExitCode);
        File.WriteAllText(At("web.yaml"), "tls_server_config: {cert_file: gone.crt, key_file: server.key}\n");
        var bad = Shell.Run("./strata agent --listen 127.0.0.1:1 --web-config \"$1\"", At("web.yaml"));
        Assert.Equal(65, bad.ExitCode);
        Assert.StartsWith($"strata: {At("web.yaml")}:1: tls_server_config.cert_file: ", Assert.Single(bad.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private static string PortOf(RunningAgent agent) => agent.Address.Port.ToString(CultureInfo.InvariantCulture);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private RunningAgent Start(string web)
    {
        File.WriteAllText(At("web.yaml"), web);
        var agent = new RunningAgent($"--library \"{_library.Path}\" --web-config {At("web.yaml")}");
        for (var i = 0; i < 300 && !agent.Log.Any(line => line.Contains("Serving", StringComparison.Ordinal)); i++)
        {
            Thread.Sleep(100);
        }
        return agent;
    }

    private string Curl(RunningAgent agent, string options, string scheme = "https") => Shell.Run(
        $"curl -s --cacert \"$1\" {options} --resolve server.example.org:{PortOf(agent)}:127.0.0.1 {scheme}://{(scheme == "https" ? "server.example.org" : "127.0.0.1")}:{PortOf(agent)}/metrics", At("ca.crt")).Output;

    private static async Task<string> ShownAsync(RunningAgent agent)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, agent.Address.Port);
        var shown = "";
        await using var secure = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "server.example.org",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = certificate!.GetCertHashString()).Length > 0,
        });
        return shown;
    }

    private void Sign(string name, bool isServer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name + ".example.org");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        using var signed = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(At(name + ".key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At(name + ".crt"), signed.ExportCertificatePem());
    }
}
