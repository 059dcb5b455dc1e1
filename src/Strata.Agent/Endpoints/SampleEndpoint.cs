using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Strata.Agent.Sampling;
using Strata.Rendering;

namespace Strata.Agent.Endpoints;

/// <summary><c>/api/v1/sample</c>: the GPUs with their last answers, as <c>strata.gpus/1</c>.</summary>
internal static class SampleEndpoint
{
    public static void MapSample(this IEndpointRouteBuilder routes, Sampler sampler) =>
        routes.MapGet("/api/v1/sample", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            var sample = sampler.Current.Sample;
            return context.Response.WriteAsync(GpuJson.Render(new GpuList(sample.Driver, sample.Gpus, sample.TakenAt, sample.HostName, sample.IsDemo, sample.Ticks.Interval)) + "\n");
        }));
}
