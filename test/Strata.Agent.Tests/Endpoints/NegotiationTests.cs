using Microsoft.AspNetCore.Http;
using Strata.Agent.Endpoints;
using Xunit;

namespace Strata.Agent.Tests.Endpoints;

public sealed class NegotiationTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("gzip", true)]
    [InlineData("GZIP;q=0.5", true)]
    [InlineData("br, gzip", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip; q=0.000", false)]
    [InlineData("gzip;q=x", false)]
    [InlineData("xgzip", false)]
    [InlineData("identity, gzip;q=0.5", false)]
    [InlineData("*", false)]
    public void Packed_goes_to_who_takes_it(string header, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.AcceptEncoding = header;
        Assert.Equal(expected, Negotiation.TakesGzip(request));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", true)]
    [InlineData("application/openmetrics-text;q=0,text/plain", false)]
    [InlineData("application/openmetrics-text; Q=0", false)]
    [InlineData("application/openmetrics-text;q=0.4,text/plain;q=0.5", false)]
    [InlineData("application/openmetrics-text;q=0.4,*/*;q=0.5", false)]
    [InlineData("text/plain;note=application/openmetrics-text", false)]
    public void Open_metrics_goes_to_who_likes_it_best(string header, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Accept = header;
        Assert.Equal(expected, Negotiation.TakesOpenMetrics(request));
    }

    [Fact]
    public void A_scrape_is_answered_without_allocating_for_it()
    {
        var request = new DefaultHttpContext().Request;
        (request.Headers.Accept, request.Headers.AcceptEncoding) = ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2", "gzip");
        Assert.True(Negotiation.TakesOpenMetrics(request) && Negotiation.TakesGzip(request));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Negotiation.TakesOpenMetrics(request);
            Negotiation.TakesGzip(request);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
