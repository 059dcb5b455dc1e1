using Microsoft.Extensions.DependencyInjection;
using Strata.Agent.Sampling;

namespace Strata.Agent.Health;

/// <summary>What the watch of doctor is made of.</summary>
internal static class HealthServices
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<HealthBook>();
        services.AddSingleton<TrendBook>();
        services.AddSingleton<Renewal>();
        services.AddHostedService<DoctorWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<Renewal>());
    }
}
