using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>A test that runs Chromium. Without it the test is skipped, in CI it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Environment.GetEnvironmentVariable("CI") == "true" ? null : Browser.Lack;
}
