using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>A test in a real terminal. Without tmux it is skipped, in CI it fails.</summary>
public sealed class TmuxFactAttribute : FactAttribute
{
    public TmuxFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && Tmux.Lack is { } lack)
        {
            Skip = lack;
        }
    }
}
