using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Strata.Agent.Health;

namespace Strata.Agent.Endpoints;

/// <summary><c>/api/v1/report</c>: what doctor's last run found, as <c>strata.report/1</c>; nothing when that is too long ago to be true.</summary>
internal static class ReportEndpoint
{
    public static void MapReport(this IEndpointRouteBuilder routes, HealthBook book, AgentOptions options, TimeProvider clock) => routes.MapGet("/api/v1/report", (RequestDelegate)(async context =>
    {
        var isOld = book.Last is { } last && clock.GetUtcNow() - last.At > options.DoctorOldAfter;
        if (isOld || book.Json is not { } report)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
            await context.Response.WriteAsync(isOld ? "doctor ended no run for long\n" : "doctor did not run yet\n").ConfigureAwait(false);
            return;
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = report.Length;
        await context.Response.Body.WriteAsync(report, context.RequestAborted).ConfigureAwait(false);
    }));
}
