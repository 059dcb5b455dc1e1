using System.Threading.RateLimiting;
using Strata.Agent.Configuration;

namespace Strata.Agent.Endpoints;

/// <summary>Counts requests against the limit of the web configuration, anew when the limit changes.</summary>
internal sealed class RateGuard : IDisposable
{
    private readonly Lock _lock = new();
    private (TimeSpan Interval, int Burst) _limit;
    private TokenBucketRateLimiter? _bucket;

    /// <summary>True when one request more is allowed now.</summary>
    public bool Allows(WebConfig config)
    {
        if (config.RateInterval == TimeSpan.Zero)
        {
            return true;
        }
        lock (_lock)
        {
            if (_bucket is null || _limit != (config.RateInterval, config.RateBurst))
            {
                _bucket?.Dispose();
                _limit = (config.RateInterval, config.RateBurst);
                _bucket = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
                {
                    ReplenishmentPeriod = config.RateInterval, TokensPerPeriod = 1, TokenLimit = config.RateBurst, QueueLimit = 0, AutoReplenishment = true,
                });
            }
            using var lease = _bucket.AttemptAcquire();
            return lease.IsAcquired;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bucket?.Dispose();
}
