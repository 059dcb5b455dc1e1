using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>A test that runs Chromium. Without it the test is skipped, in CI it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && Browser.Path is null)
        {
            Skip = "chromium is missing (Debian package: chromium)";
        }
    }
}
