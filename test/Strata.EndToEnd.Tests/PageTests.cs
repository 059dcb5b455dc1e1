using Microsoft.Playwright;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>The page of a running agent over the lab's library, in a real browser.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string HostileName = "<img/src=x/onerror=alert(1)><script>alert(2)</script>\"onmouseover=\"alert(3)";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => _client.Dispose();

    [BrowserFact]
    public async Task The_page_follows_a_gpu_that_stops_to_answer_and_comes_back()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4", "set 0 utilization 0", "set 1 utilization unsupported", "process 0 4242 compute 71000 trainer");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        await agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));
        await browser.Visit(new Uri(agent.Address, "/"), async page =>
        {
            var first = page.Locator(".gpus tbody tr").Nth(0);
            var second = page.Locator(".gpus tbody tr").Nth(1);
            await Shows(first, "NVIDIA H100 80GB HBM3", "0 %", "up");
            await Shows(second, "Tesla T4", "N/A", "up");
            await Shows(page.Locator(".running"), "4242", "69.3");
            Assert.Equal(8, await page.Locator("#plots figure").CountAsync());

            library.Configure("gpu 0 H100", "gpu 1 T4", "lost 1");
            await Shows(second, "does not answer", "stale since", "it has left the bus");
            await Shows(page.Locator("#verdict"), "FAULT");
            await Shows(first, "up");

            library.Configure("gpu 0 H100", "gpu 1 T4");
            await Shows(second, "up");
        });
    }

    [BrowserFact]
    public async Task A_name_of_the_driver_cannot_do_anything()
    {
        using var library = new FakeLibrary("gpu 0 H100", $"name 0 {HostileName}", "process 0 4242 compute 10 <svg/onload=alert(4)>");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2");
        await agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));
        await browser.Visit(new Uri(agent.Address, "/"), async page =>
        {
            await Shows(page.Locator(".gpus"), HostileName[..60]);
            await page.Locator(".gpus tbody tr").HoverAsync();
            // The script renews the page at least once.
            await page.WaitForResponseAsync(response => response.Url == agent.Address.GetLeftPart(UriPartial.Authority) + "/");
            Assert.Equal((0, 1), (await page.Locator("img").CountAsync(), await page.Locator("script").CountAsync()));
            await page.Locator(".gpus a").ClickAsync();
            await Shows(page.Locator("#facts"), "PCI id");
        });
    }

    [BrowserFact]
    public async Task Without_scripting_the_page_is_whole_and_follows_its_links()
    {
        using var library = new FakeLibrary("gpus 16 H100", "mig 3 3g.40gb 1g.10gb*2");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.5");
        await agent.WaitFor(_client, text => text.Contains("3g.40gb", StringComparison.Ordinal));
        await browser.Visit(new Uri(agent.Address, "/"), async page =>
        {
            Assert.Equal(16, await page.Locator(".gpus tbody tr").CountAsync());
            await Browser.NeedsNoSidewaysScrolling(page);
            await page.Locator(".gpus a").Nth(3).ClickAsync();
            await Shows(page.Locator("#mig"), "3g.40gb", "1g.10gb");
            await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "strata", Exact = true }).ClickAsync();
            Assert.Equal(16, await page.Locator(".gpus tbody tr").CountAsync());
        }, new BrowserNewContextOptions { JavaScriptEnabled = false, ViewportSize = new ViewportSize { Width = 375, Height = 700 } });
    }

    [Fact]
    public async Task The_page_forbids_a_browser_everything_but_itself()
    {
        using var library = new FakeLibrary("gpu 0 H100");
        using var agent = new RunningAgent($"--library \"{library.Path}\"");
        await agent.WaitFor(_client, text => text.Contains("strata_gpu_up", StringComparison.Ordinal));
        using var answer = await _client.GetAsync(new Uri(agent.Address, "/"));
        using var none = await _client.GetAsync(new Uri(agent.Address, "/gpu/GPU-none"));

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal("no such GPU here\n", await none.Content.ReadAsStringAsync());
    }

    private static async Task Shows(ILocator part, params string[] texts)
    {
        foreach (var text in texts)
        {
            await Assertions.Expect(part).ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { Timeout = 30_000, UseInnerText = true });
        }
    }
}
