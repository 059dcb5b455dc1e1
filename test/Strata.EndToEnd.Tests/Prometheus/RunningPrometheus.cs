using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Strata.Linux.Tests.Peers;

namespace Strata.EndToEnd.Tests.Prometheus;

/// <summary>A real Prometheus on a free port that scrapes an agent twice a second, with the rules of packaging whose waits are shortened.</summary>
internal sealed partial class RunningPrometheus : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("strata-prometheus-");
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Uri _address;
    private readonly Process _process;
    private readonly List<string> _log = [];

    public RunningPrometheus(Uri target)
    {
        var rules = File.ReadAllText(Path.Combine(Shell.Root, "packaging/prometheus/strata.rules.yml"));
        File.WriteAllText(Path.Combine(_folder.FullName, "rules.yml"), Waits().Replace(rules, "for: 1s"));
        File.WriteAllText(
            Path.Combine(_folder.FullName, "prometheus.yml"),
            $$"""
            global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms }
            rule_files: [rules.yml]
            scrape_configs:
              - job_name: strata
                static_configs: [ { targets: ["{{target.Authority}}"] } ]
            """);
        _address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
        var start = new ProcessStartInfo(Peer.Find("prometheus")!,
        [
            "--config.file", Path.Combine(_folder.FullName, "prometheus.yml"), "--storage.tsdb.path", Path.Combine(_folder.FullName, "data"),
            "--web.listen-address", _address.Authority, "--log.level", "warn",
        ])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>
    /// Waits until exactly these alerts fire, each as its name and the labels that were asked for. What doctor finds of the
    /// machine that runs the tests is no part of them.
    /// </summary>
    public async Task WaitForAlerts(string[] labels, params string[] wanted)
    {
        var firing = Array.Empty<string>();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(250))
        {
            if (await Ask("api/v1/alerts") is { } answer)
            {
                firing = [.. answer.GetProperty("alerts").EnumerateArray().Where(alert => alert.GetProperty("state").GetString() == "firing" && !alert.GetProperty("labels").TryGetProperty("defect", out _)).Select(alert => Name(alert.GetProperty("labels"), labels)).Order(StringComparer.Ordinal)];
                if (firing.SequenceEqual(wanted))
                {
                    return;
                }
            }
        }
        Assert.Fail($"fire: {string.Join("; ", firing)}\nwanted: {string.Join("; ", wanted)}\nPrometheus said:\n{string.Join('\n', _log)}");
    }

    /// <summary>Waits until an expression has a value, and tells it.</summary>
    public async Task<string> WaitForValue(string expression, Predicate<string> isThere)
    {
        var last = "";
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(250))
        {
            if (await Ask("api/v1/query?query=" + Uri.EscapeDataString(expression)) is { } answer && answer.GetProperty("result").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first)
            {
                last = first.GetProperty("value")[1].GetString()!;
                if (isThere(last))
                {
                    return last;
                }
            }
        }
        Assert.Fail($"{expression} is {last}\nPrometheus said:\n{string.Join('\n', _log)}");
        return last;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Name(JsonElement labels, string[] shown) => string.Join(' ', shown.Prepend("alertname").Select(label => labels.TryGetProperty(label, out var value) ? value.GetString() : "-"));

    private async Task<JsonElement?> Ask(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri(_address, path)));
            return json.RootElement.GetProperty("data").Clone();
        }
        catch (HttpRequestException)
        {
            Assert.False(_process.HasExited, "Prometheus ended:\n" + string.Join('\n', _log));
            return null;
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.Add(line);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("for: [1-9][0-9]*m")]
    private static partial Regex Waits();
}
