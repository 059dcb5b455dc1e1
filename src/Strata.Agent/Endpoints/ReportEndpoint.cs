using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Strata.Agent.Health;

namespace Strata.Agent.Endpoints;

/// <summary><c>/api/v1/report</c>: what doctor's last run found, as <c>strata.report/1</c>.</summary>
internal static class ReportEndpoint
{
    public static void MapReport(this IEndpointRouteBuilder routes, HealthBook book) => routes.MapGet("/api/v1/report", (RequestDelegate)(async context =>
    {
        if (book.Json is not { } report)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
            await context.Response.WriteAsync("doctor did not run yet\n").ConfigureAwait(false);
            return;
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = report.Length;
        await context.Response.Body.WriteAsync(report, context.RequestAborted).ConfigureAwait(false);
    }));
}
