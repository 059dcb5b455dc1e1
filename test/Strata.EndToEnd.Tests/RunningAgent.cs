using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>An agent on a free port of this host, ended with SIGTERM.</summary>
internal sealed class RunningAgent : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly DirectoryInfo? _state;
    private bool _isKilled;

    /// <summary>Starts an agent with a history that nobody else has.</summary>
    public RunningAgent(string options, params ReadOnlySpan<(string Name, string Value)> environment)
        : this(options, state: null, environment)
    {
    }

    /// <summary>Starts an agent.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="state">Where it keeps its history; null for a directory that nobody else uses.</param>
    /// <param name="environment">What it finds in its environment besides that of the tests.</param>
    public RunningAgent(string options, string? state, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        _state = state is null ? Directory.CreateTempSubdirectory("strata-state-") : null;
        Assert.Equal(0, Shell.Run("./strata --version").ExitCode);
        var port = FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/metrics"));
        var start = new ProcessStartInfo("bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"exec ./strata agent --listen 127.0.0.1:{port} --state-directory {state ?? _state!.FullName} {options}")])
        {
            WorkingDirectory = Shell.Root, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Log.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    /// <summary>What it wrote to standard error.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    public Uri AddressOf(string path) => new(Address, path);

    public Task<string> Scrape(HttpClient client) => client.GetStringAsync(Address);

    /// <summary>Scrapes until the text is as it shall be.</summary>
    public async Task<string> WaitFor(HttpClient client, Predicate<string> isThere)
    {
        var text = "";
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
        {
            try
            {
                text = await Scrape(client);
                if (isThere(text))
                {
                    return text;
                }
            }
            catch (HttpRequestException)
            {
                Assert.False(_process.HasExited, "the agent ended");
            }
        }
        Assert.Fail("what was waited for did not come; the last scrape was:\n" + text);
        return text;
    }

    /// <summary>Ends it as a crash does.</summary>
    public void Kill()
    {
        _isKilled = true;
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (_isKilled)
        {
            _process.Dispose();
            return;
        }
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException("the agent did not end");
        }
        Assert.Equal(0, _process.ExitCode);
        _process.Dispose();
        _state?.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
