using Microsoft.Extensions.DependencyInjection;

namespace Strata.Agent.History;

/// <summary>What the history is made of. The writer starts before everything that can tell an event, and ends after it.</summary>
internal static class HistoryServices
{
    public static void AddHistory(this IServiceCollection services)
    {
        services.AddSingleton<HistoryLimits>();
        services.AddSingleton<EventHistory>();
        services.AddSingleton<Chronicle>();
        services.AddHostedService<EventWriter>();
        services.AddHostedService<EventLog>();
        services.AddHostedService<KernelWatch>();
    }
}
