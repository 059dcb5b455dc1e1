using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>A real terminal: bash in a tmux of its own, driven by keys and read as text.</summary>
internal sealed class Tmux : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly string _name = $"strata-{Guid.NewGuid():N}";

    public Tmux(int columns = 80, int rows = 24, string environment = "LANG=C.UTF-8")
    {
        Assert.Equal(0, Shell.Run("./strata --version").ExitCode);
        Ask("-f", "/dev/null", "new-session", "-d", "-x", Number(columns), "-y", Number(rows), $"cd '{Shell.Root}' && exec env -u NO_COLOR -u LC_ALL {environment} PS1='ready> ' bash --norc");
        WaitFor(screen => screen.Contains("ready>", StringComparison.Ordinal));
    }

    /// <summary>What is missing; null when nothing is.</summary>
    public static string? Lack => Program is null ? "tmux is missing (Debian package: tmux)" : null;

    private static string? Program { get; } = new[] { Path.Combine(Shell.Root, ".peers/root/usr/bin/tmux") }
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "tmux")))
        .FirstOrDefault(File.Exists);

    /// <summary>The lines on the screen.</summary>
    public string Screen() => Ask("capture-pane", "-p");

    /// <summary>The same with the sequences that give it colours.</summary>
    public string Coloured() => Ask("capture-pane", "-p", "-e");

    /// <summary>Presses keys, named as tmux names them.</summary>
    public void Press(params string[] keys) => Ask(["send-keys", .. keys]);

    /// <summary>Types a line.</summary>
    public void Type(string line)
    {
        Ask("send-keys", "-l", line);
        Press("Enter");
    }

    public void Resize(int columns, int rows) => Ask("resize-window", "-x", Number(columns), "-y", Number(rows));

    /// <summary>Waits until the screen is as it shall be.</summary>
    public string WaitFor(Predicate<string> isThere)
    {
        var screen = "";
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; Thread.Sleep(50))
        {
            screen = Screen();
            if (isThere(screen))
            {
                return screen;
            }
        }
        Assert.Fail("what was waited for did not come; the screen was:\n" + screen);
        return screen;
    }

    public string WaitFor(string text) => WaitFor(screen => screen.Contains(text, StringComparison.Ordinal));

    public void Dispose()
    {
        try
        {
            Ask("kill-server");
        }
        catch (InvalidOperationException)
        {
            // The shell in it ended, and so did it.
        }
    }

    private string Ask(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException(Lack), ["-L", _name, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LANG"] = "C.UTF-8";
        if (Program.Contains(".peers", StringComparison.Ordinal))
        {
            start.Environment["LD_LIBRARY_PATH"] = string.Join(':', new[] { "usr/lib", "lib" }.Select(folder => Path.Combine(Shell.Root, ".peers/root", folder, "x86_64-linux-gnu")));
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(error.Result);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
