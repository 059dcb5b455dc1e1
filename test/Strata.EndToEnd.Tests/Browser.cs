using Microsoft.Playwright;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>Debian's Chromium without a window; what it complains about is a failure of the test.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly string Unpacked = System.IO.Path.Combine(Root(), ".peers/root");

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The program: the one that test/peers.sh unpacked, or else the one that is installed; null when there is none.</summary>
    public static string? Path { get; } = new[] { Unpacked + "/usr/lib/chromium/chromium", "/usr/lib/chromium/chromium", "/usr/bin/chromium" }.FirstOrDefault(File.Exists);

    /// <summary>What is lacking, as a sentence; null when the program is there.</summary>
    public static string? Lack => Path is null ? "chromium is missing (Debian package: chromium)" : null;

    public async Task InitializeAsync()
    {
        if (Path is null)
        {
            return;
        }
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path, Headless = true, Args = Arguments,
            Env = Path.StartsWith(Unpacked, StringComparison.Ordinal) ? Surroundings() : null,
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
    }

    /// <summary>Opens a page and runs a test on it; then nothing may have been refused, reported or asked in a dialog, but for what is expected.</summary>
    public async Task Visit(Uri address, Func<IPage, Task> test, BrowserNewContextOptions? options = null, string? expected = null)
    {
        Assert.True(_browser is not null, Lack);
        await using var context = await _browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.RequestFailed += (_, request) => complaints.Add($"{request.Url}: {request.Failure}");
        page.Dialog += (_, dialog) =>
        {
            complaints.Add("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        await page.GotoAsync(address.AbsoluteUri);
        await test(page);
        complaints.RemoveAll(complaint => expected is not null && complaint.Contains(expected, StringComparison.Ordinal));
        Assert.Empty(complaints);
    }

    /// <summary>Fails when the page is wider than its window.</summary>
    public static async Task NeedsNoSidewaysScrolling(IPage page)
    {
        var wide = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("body *")].filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && getComputedStyle(part).position !== "absolute")
                .map(part => part.tagName + "." + part.getAttribute("class") + ": " + part.textContent.slice(0, 60))
            """);
        Assert.Empty(wide);
        Assert.False(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > window.innerWidth"));
    }

    // A program that was unpacked and not installed finds its libraries and fonts beside it.
    private static Dictionary<string, string> Surroundings() => new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = System.IO.Path.GetTempPath(),
        ["LD_LIBRARY_PATH"] = $"{Unpacked}/usr/lib/x86_64-linux-gnu:{Unpacked}/lib/x86_64-linux-gnu",
        ["FONTCONFIG_SYSROOT"] = Unpacked,
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Strata.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("no Strata.slnx above the tests");
        }
        return folder.FullName;
    }
}
