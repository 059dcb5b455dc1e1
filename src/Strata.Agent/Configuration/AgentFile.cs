using System.Collections.Immutable;
using System.Net;
using Strata.Agent.Otlp;
using Strata.Linux.Yaml;

namespace Strata.Agent.Configuration;

/// <summary>What the agent's configuration file says; what it does not say is null.</summary>
public sealed record AgentFile
{
    /// <summary>Where it is looked for when no other is named.</summary>
    public const string Place = "/etc/strata/agent.yaml";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Addresses to serve on.</summary>
    public ImmutableArray<IPEndPoint>? Listen { get; init; }

    /// <summary>Sets of metric names to serve.</summary>
    public ImmutableArray<MetricSet>? Metrics { get; init; }

    /// <summary>True when an address that other machines reach may be served without encryption.</summary>
    public bool? AllowsRemote { get; init; }

    /// <summary>More names under which this host is asked.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Time between two samples.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Time between two readings of the details.</summary>
    public TimeSpan? DetailInterval { get; init; }

    /// <summary>Age from which a value is no longer shown.</summary>
    public TimeSpan? StaleAfter { get; init; }

    /// <summary>True when a GPU that can sleep is neither woken nor kept awake.</summary>
    public bool? GatesSleeping { get; init; }

    /// <summary>Path of the driver's library.</summary>
    public string? Library { get; init; }

    /// <summary>Path of the web configuration.</summary>
    public string? WebConfig { get; init; }

    /// <summary>Path of the local socket; empty for none.</summary>
    public string? Socket { get; init; }

    /// <summary>Directory that keeps the history of events.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Time between two runs of doctor.</summary>
    public TimeSpan? DoctorInterval { get; init; }

    /// <summary>Address of a collector of OpenTelemetry.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Time between two pushes to it.</summary>
    public TimeSpan? OtlpInterval { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="Linux.InputException">It cannot be read, or one of its lines is wrong.</exception>
    public static AgentFile Read(string file)
    {
        var keys = YamlSection.Read(file);
        var read = new AgentFile
        {
            Listen = List(keys, "listen", ListenAddress.Parse, ListenAddress.Form),
            Metrics = List(keys, "metrics", ListenAddress.Set, "one of " + ListenAddress.SetNames) is { } sets ? [.. sets.Select(set => set!.Value).Distinct()] : null,
            AllowsRemote = keys.Flag("allow_remote"),
            Hosts = List(keys, "hosts", text => Uri.CheckHostName(text) == UriHostNameType.Unknown ? null : text, "a name of a host") ?? [],
            Interval = keys.Time("interval", Tick, Hour),
            DetailInterval = keys.Time("detail_interval", TimeSpan.FromSeconds(1), 24 * Hour),
            StaleAfter = keys.Time("stale_after", TimeSpan.FromSeconds(1), 24 * Hour),
            GatesSleeping = keys.Flag("gate_sleeping"),
            Library = Existing(keys, "library"),
            WebConfig = Existing(keys, "web_config"),
            Socket = Absolute(keys, "socket"),
            StateDirectory = Absolute(keys, "state_directory") is { Length: > 0 } directory ? directory : null,
            OtlpEndpoint = keys.Text("otlp_endpoint") is not { } address ? null : OtlpOptions.TryParse(address, Hour, out _) ? address : throw keys.Wrong("otlp_endpoint", $"{address}: not {OtlpOptions.Form}"),
            OtlpInterval = keys.Time("otlp_interval", Tick, Hour),
            DoctorInterval = keys.Time("doctor_interval", TimeSpan.FromSeconds(10), 24 * Hour),
        };
        keys.End();
        return read;
    }

    private static ImmutableArray<T>? List<T>(YamlSection keys, string key, Func<string, T?> parse, string known)
    {
        var texts = keys.Texts(key);
        if (texts.IsDefault)
        {
            return null;
        }
        return texts.IsEmpty
            ? throw keys.Wrong(key, $"empty; give {known}")
            : [.. texts.Select(item => parse(item.Text) is { } value ? value : throw keys.Wrong(key, item.Line, $"{item.Text}: not {known}"))];
    }

    private static string? Absolute(YamlSection keys, string key) => keys.Text(key) switch
    {
        null => null,
        "" => "",
        ['/', ..] path => path,
        var other => throw keys.Wrong(key, $"{other}: not an absolute path"),
    };

    private static string? Existing(YamlSection keys, string key) => Absolute(keys, key) switch
    {
        null or "" => null,
        var path when File.Exists(path) => path,
        var path => throw keys.Wrong(key, $"{path}: no such file"),
    };
}
