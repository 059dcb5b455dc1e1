using Microsoft.Playwright;
using Strata.EndToEnd.Tests;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Sampling;
using Xunit;

namespace Strata.Agent.Tests.Page;

/// <summary>The page in a real browser, with everything on it that a host can have.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task Evidence_opens_on_a_click_and_stays_open_when_the_page_is_renewed()
    {
        await using var served = await ServedPage.Start(SamplePage.Full(4));
        await browser.Visit(served.Address, async page =>
        {
            var evidence = page.GetByText("GPU has fallen off the bus.").First;
            Assert.False(await page.Locator("#layer-bus .quotes").IsVisibleAsync());
            await page.Locator("#layer-bus summary").ClickAsync();
            Assert.True(await page.Locator("#layer-bus .quotes").IsVisibleAsync());
            Assert.Contains("dmesg:4711", await page.Locator("#layer-bus .quotes").InnerTextAsync(), StringComparison.Ordinal);

            served.Sample = served.Sample with { Health = new HealthCheck(SamplePage.Now, TimeSpan.FromSeconds(9), SamplePage.Faulty("another line")) };
            await page.GetByText("took 9.0 s").WaitForAsync();
            Assert.True(await page.Locator("#layer-bus .quotes").IsVisibleAsync());
            Assert.Contains("another line", await page.Locator("#layer-bus .quotes").InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    [BrowserFact]
    public async Task Keys_filter_walk_open_and_explain()
    {
        await using var served = await ServedPage.Start(SamplePage.Full(4));
        await browser.Visit(served.Address, async page =>
        {
            var rows = page.Locator(".rows tbody tr:visible");
            var all = await rows.CountAsync();
            await page.Keyboard.PressAsync("/");
            await page.Keyboard.TypeAsync("0000:1d:00.0 h100");
            Assert.Equal(1, await rows.CountAsync());
            Assert.Equal("1 row", await page.Locator("#hits").InnerTextAsync());
            await page.Keyboard.PressAsync("Escape");
            Assert.Equal(all, await rows.CountAsync());

            await page.Keyboard.PressAsync("j");
            await page.Keyboard.PressAsync("j");
            await page.Keyboard.PressAsync("k");
            await page.Keyboard.PressAsync("j");
            Assert.StartsWith("1 ", await page.Locator(".at").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal("1", await page.EvaluateAsync<string>("() => document.activeElement.querySelector('.num').textContent"));
            await page.Keyboard.PressAsync("?");
            Assert.True(await page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Keys" }).IsVisibleAsync());
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("e");
            Assert.True(await page.Locator("#layer-driver .why").IsVisibleAsync());
            await page.Keyboard.PressAsync("Enter");
            await page.GetByText("Everything about it").WaitForAsync();
            Assert.Contains("GPU 1 of node7", await page.TitleAsync(), StringComparison.Ordinal);
        });
    }

    [BrowserFact]
    public async Task Nothing_of_the_host_becomes_markup()
    {
        var view = SamplePage.Full(2, SamplePage.Hostile, SamplePage.Faulty(SamplePage.Hostile));
        view = view with
        {
            Events = [new HostEvent(SamplePage.Now, "boot", HostEventKind.Claim, SamplePage.Hostile) { Id = 1, Xid = 79, IsTrusted = false }],
            Host = view.Host with { HostName = SamplePage.Hostile, Driver = new DriverIdentity(SamplePage.Hostile, null, SamplePage.Hostile, 2, "") },
        };
        await using var served = await ServedPage.Start(view);
        await browser.Visit(served.Address, async page =>
        {
            await page.Keyboard.PressAsync("e");
            await page.Locator("tr", new PageLocatorOptions { HasText = "<script>alert(1)</script>" }).First.HoverAsync();
            // The script puts the page together anew; it must not decode anything either.
            served.Sample = view.Host with { Version = "9.9.9" };
            await page.GetByText("strata 9.9.9").WaitForAsync();
            Assert.Equal(1, await page.Locator("script").CountAsync());
            Assert.Equal(0, await page.EvaluateAsync<int>("() => [...document.querySelectorAll('*')].filter(part => [...part.attributes].some(attribute => attribute.name.startsWith('on'))).length"));
        });
    }

    [BrowserFact]
    public async Task Everything_is_there_without_scripting()
    {
        await using var served = await ServedPage.Start(SamplePage.Full(2));
        await browser.Visit(served.Address, async page =>
        {
            await page.Locator("#layer-bus summary").ClickAsync();
            Assert.True(await page.Locator("#layer-bus .quotes").IsVisibleAsync());
            Assert.False(await page.Locator("#filter").IsVisibleAsync());
            Assert.False(await page.Locator("#live").IsVisibleAsync());
            await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Reload" }).ClickAsync();
            await page.Locator(".gpus a").First.ClickAsync();
            Assert.Equal("Everything about it", await page.Locator("#facts h2").InnerTextAsync());
        }, new BrowserNewContextOptions { JavaScriptEnabled = false });
    }

    [BrowserFact]
    public async Task Narrow_and_wide_windows_need_no_scrolling_to_the_side()
    {
        var view = SamplePage.Full(4);
        var hot = ClockReasons.HardwareSlowdown | ClockReasons.HardwareThermalSlowdown | ClockReasons.HardwarePowerBrakeSlowdown | ClockReasons.SoftwarePowerCap;
        view = view with
        {
            Host = view.Host with
            {
                HostName = new string('n', 60),
                Gpus =
                [
                    view.Host.Gpus[0] with { Sample = view.Host.Gpus[0].Sample! with { ClockReasons = hot } },
                    view.Host.Gpus[1] with { Code = NvmlCode.Timeout, Sample = null, SampledAt = SamplePage.Now.AddSeconds(-42), Hang = [new BlockedThread("1:PowerUsage", 'D', "rm_ioctl", [])] },
                    SamplePage.Gpu(2, new string('W', 90)),
                ],
            },
        };
        await using var served = await ServedPage.Start(view);
        foreach (var width in new[] { 320, 375, 800, 1280 })
        {
            await browser.Visit(served.Address, async page =>
            {
                await page.Keyboard.PressAsync("e");
                await Browser.NeedsNoSidewaysScrolling(page);
                await page.GotoAsync(new Uri(served.Address, "/gpu/" + view.Host.Gpus[0].Identity!.Uuid).AbsoluteUri);
                await Browser.NeedsNoSidewaysScrolling(page);
            }, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 } });
        }
    }

    [BrowserFact]
    public async Task Dark_and_light_are_both_readable_and_nothing_moves_for_those_who_ask_so()
    {
        await using var served = await ServedPage.Start(SamplePage.Full(4));
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await browser.Visit(served.Address, async page =>
            {
                await page.Keyboard.PressAsync("e");
                Assert.Empty(await page.EvaluateAsync<string[]>(Contrast));
                Assert.Equal("0s", await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.rows tbody tr')).transitionDuration"));
            }, new BrowserNewContextOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        }
    }

    [BrowserFact]
    public async Task An_agent_that_went_away_is_said_so()
    {
        await using var served = await ServedPage.Start(SamplePage.Full(1));
        await browser.Visit(served.Address, async page =>
        {
            await served.DisposeAsync();
            await page.GetByText("the agent does not answer: what stands below is old").WaitForAsync();
        }, expected: "ERR_CONNECTION_REFUSED");
    }

    // The contrast of every text with what lies below it, after WCAG 2: 4.5 to 1.
    private const string Contrast = """
        () => {
          const parse = text => { const n = text.match(/[\d.]+/g).map(Number); return { rgb: n.slice(0, 3), alpha: n[3] ?? 1 }; };
          const light = rgb => { const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const below = part => { for (let at = part; at; at = at.parentElement) { const c = parse(getComputedStyle(at).backgroundColor); if (c.alpha === 1) return c.rgb; } return [255, 255, 255]; };
          const weak = new Set();
          for (const part of document.querySelectorAll("body *")) {
            if (![...part.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) || part.getClientRects().length === 0 || part.closest("noscript")) continue;
            const ground = below(part);
            let veil = 1;
            for (let at = part; at; at = at.parentElement) veil *= Number(getComputedStyle(at).opacity);
            const ink = parse(getComputedStyle(part).color).rgb.map((v, i) => v * veil + ground[i] * (1 - veil));
            const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) weak.add(`${part.tagName}.${part.className} ${ratio.toFixed(2)}: ${part.textContent.slice(0, 40)}`);
          }
          return [...weak];
        }
        """;
}
