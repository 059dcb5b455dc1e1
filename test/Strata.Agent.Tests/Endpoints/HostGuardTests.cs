using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Strata.Agent.Configuration;
using Strata.Agent.Endpoints;
using Strata.Agent.Tests.Configuration;
using Xunit;

namespace Strata.Agent.Tests.Endpoints;

public sealed class HostGuardTests
{
    [Theory]
    [InlineData("node7.example.org", true)]
    [InlineData("NODE7.EXAMPLE.ORG", true)]
    [InlineData("a.gpu.example.org", true)]
    [InlineData("a.b.gpu.example.org", false)]
    [InlineData("gpu.example.org", false)]
    [InlineData(".gpu.example.org", false)]
    [InlineData("agpu.example.org", false)]
    [InlineData("localhost", true)]
    public void A_name_of_the_certificate_is_served_and_its_star_stands_for_one_label(string host, bool isServed)
    {
        using var folder = new TempFolder();
        using var authority = new TestCertificate("Authority");
        var (certificate, key) = authority.Sign("server", names => { names.AddDnsName("node7.example.org"); names.AddDnsName("*.gpu.example.org"); }, isServer: true);
        folder.File("server.crt", certificate);
        folder.File("server.key", key);
        using var file = new WebConfigFile(folder.File("web.yaml", "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n"), TimeProvider.System, NullLogger.Instance);
        var guard = new HostGuard(new HashSet<string> { "localhost" });
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString(host);
        Assert.Equal(isServed ? null : HttpStatusCode.MisdirectedRequest, guard.Refusal(context, file.Current)?.Status);
    }
}
