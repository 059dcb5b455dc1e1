using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Strata.Agent.Endpoints;
using Strata.Metrics;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.Endpoints;

public sealed class HealthEndpointTests
{
    private static readonly HostSample Silent = new(DateTimeOffset.UnixEpoch, "0", "node");
    private static readonly DriverIdentity Driver = new("580.105.08", null, "13.0", 1, "libnvidia-ml.so.1");

    [Fact]
    public async Task The_agent_is_ready_while_the_driver_answers_or_is_left_alone_on_purpose()
    {
        var sample = Silent;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        await using var server = builder.Build();
        server.UseRouting();
        server.MapHealth(() => sample);
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.First()) };

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Ask(Silent));
        Assert.Equal(HttpStatusCode.OK, await Ask(Silent with { Driver = Driver }));
        Assert.Equal(HttpStatusCode.OK, await Ask(Silent with { Gpus = [new GpuStatus(0) { IsReleased = true }, new GpuStatus(1) { IsAsleep = true }] }));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Ask(Silent with { Gpus = [new GpuStatus(0) { IsReleased = true }, new GpuStatus(1)] }));

        async Task<HttpStatusCode> Ask(HostSample now)
        {
            sample = now;
            using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative));
            return answer.StatusCode;
        }
    }
}
