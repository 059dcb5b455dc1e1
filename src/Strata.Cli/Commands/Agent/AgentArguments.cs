using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Strata.Agent;
using Strata.Agent.Configuration;
using Strata.Agent.LocalApi;
using Strata.Agent.Otlp;
using Strata.Linux;
using Strata.Linux.Notify;

namespace Strata.Cli.Commands.Agent;

/// <summary>The options of <c>strata agent</c>. The command line wins over the configuration file.</summary>
internal sealed class AgentArguments
{
    private readonly Option<string?> _config = new("--config") { Description = "Configuration file (default " + AgentFile.Place + " where there is one).", HelpName = "FILE" };
    private readonly Option<string[]> _listen = new("--listen") { Description = "Address to serve on (default " + AgentHttp.Address + "); several give the sets in turn.", HelpName = "ADDRESS:PORT", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _metrics = new("--metrics") { Description = "Sets of names: strata, nvidia_smi, dcgm; several with commas (default strata).", HelpName = "SETS" };
    private readonly Option<double?> _interval = new("--interval") { Description = "Seconds between two samples (default 1).", HelpName = "SECONDS" };
    private readonly Option<bool> _remote = new("--allow-remote") { Description = "Serve on an address that other machines reach, without encryption." };
    private readonly Option<string?> _web = new("--web-config", "--web.config.file") { Description = "Certificates, users and headers, in the form that Prometheus exporters share.", HelpName = "FILE" };
    private readonly Option<string?> _socket = SocketOption("Local socket (default " + AgentHttp.Socket + ", none with --library; an empty PATH for none).");
    private readonly Option<string?> _state = new("--state-directory") { Description = "Directory that keeps the history of events (default " + StateDirectory.OfSystem + " for root, else below your state directory).", HelpName = "DIR" };
    private readonly Option<string?> _otlp = new("--otlp") { Description = "Push metrics to this collector of OpenTelemetry too, as protobuf over HTTP.", HelpName = "URL" };
    private readonly Option<double?> _otlpInterval = new("--otlp-interval") { Description = "Seconds between two pushes (default 15).", HelpName = "SECONDS" };
    private readonly Option<bool> _check = new("--check") { Description = "Only say whether the configuration is good." };
    private readonly Option<string?> _library = SharedOptions.Library();
    private readonly Option<bool> _demo = SharedOptions.Demo();

    /// <summary>All of them, for the command.</summary>
    public IEnumerable<Option> All => [_config, _listen, _metrics, _interval, _remote, _web, _socket, _state, _otlp, _otlpInterval, _library, _demo, _check];

    /// <summary>An option that names the local socket.</summary>
    public static Option<string?> SocketOption(string description) => new("--socket") { Description = description, HelpName = "PATH", Arity = ArgumentArity.ExactlyOne };

    /// <summary>True when nothing shall run.</summary>
    public bool IsCheck(ParseResult parsed) => parsed.GetValue(_check);

    /// <summary>The driver's library that was asked for.</summary>
    /// <exception cref="UsageException">It is not there.</exception>
    public GpuLibrary LibraryOf(ParseResult parsed) => GpuLibrary.Of(parsed, _library, _demo);

    /// <summary>How the agent shall run.</summary>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    /// <exception cref="InputException">A configuration file is.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public AgentOptions ToOptions(ParseResult parsed, GpuLibrary asked)
    {
        var file = FileOf(parsed);
        var library = asked.Path ?? file.Library;
        var web = SharedOptions.FileOf(parsed, _web) ?? file.WebConfig;
        var isEncrypted = web is not null && WebConfigFile.IsEncrypted(web);
        var socket = parsed.GetValue(_socket) ?? file.Socket;
        if (socket is not (null or "" or ['/', ..]))
        {
            throw new UsageException($"--socket {socket}: not an absolute path");
        }
        var inherited = InheritedSocket.OfEnvironment();
        var options = new AgentOptions
        {
            Probe = ProbeCommand.Line(library),
            Version = Product.Version,
            Listen = Listen(parsed, file, inherited),
            Hosts = file.Hosts,
            WebConfig = web,
            IsEncrypted = isEncrypted,
            Inherited = inherited,
            // One agent holds the driver of a host. With another library it holds something else.
            Socket = socket switch { null => library is null ? AgentHttp.Socket : null, "" => null, var path => path },
            NeedsSocket = socket is not null,
            // A demonstration leaves nothing behind, and nothing of it among what happened here.
            StateDirectory = asked.IsDemo ? null : StateDirectory.Of(parsed.GetValue(_state) ?? file.StateDirectory),
            IsDemo = asked.IsDemo,
        };
        RefuseRemote(options.Listen, isEncrypted || parsed.GetValue(_remote) || file.AllowsRemote == true);
        return options with
        {
            Interval = parsed.GetValue(_interval) is { } seconds ? Interval("--interval", seconds) : file.Interval ?? options.Interval,
            DetailInterval = file.DetailInterval ?? options.DetailInterval,
            StaleAfter = file.StaleAfter ?? options.StaleAfter,
            Otlp = Collector(parsed, file),
            // The lab's GPUs lie on no bus of this host.
            GateSleeping = !asked.IsDemo && (file.GatesSleeping ?? options.GateSleeping),
            DoctorInterval = file.DoctorInterval ?? options.DoctorInterval,
        };
    }

    private AgentFile FileOf(ParseResult parsed) => SharedOptions.FileOf(parsed, _config) is { } named ? AgentFile.Read(named)
        : IsThere(AgentFile.Place) ? AgentFile.Read(AgentFile.Place)
        : new AgentFile();

    // A file that may not be read is not one that is not there: without it the agent would serve something else than its owner wrote.
    private static bool IsThere(string file)
    {
        try
        {
            using var opened = File.OpenHandle(file);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"{file}: permission denied; let this user read it, or name another with --config", error);
        }
    }

    // Sockets of the service manager take the place of the addresses that would be listened on.
    private ImmutableArray<(IPEndPoint Address, ImmutableArray<MetricSet> Sets)> Listen(ParseResult parsed, AgentFile file, ImmutableArray<InheritedSocket> inherited)
    {
        ImmutableArray<MetricSet> sets = parsed.GetValue(_metrics) is { } names ? Sets(names) : file.Metrics ?? [MetricSet.Strata];
        ImmutableArray<IPEndPoint> given = [.. inherited.Select(socket => socket.Address).OfType<IPEndPoint>()];
        if (!given.IsEmpty)
        {
            return ListenAddress.Share(given, sets) ?? [.. given.Select(address => (address, sets))];
        }
        ImmutableArray<IPEndPoint> addresses = parsed.GetValue(_listen) is { Length: > 0 } texts ? [.. texts.Select(Address)] : file.Listen ?? [IPEndPoint.Parse(AgentHttp.Address)];
        return ListenAddress.Share(addresses, sets) ?? throw Miscounted(parsed, addresses.Length, sets.Length);
    }

    private Exception Miscounted(ParseResult parsed, int addresses, int sets)
    {
        var what = $"{addresses} addresses for {sets} sets of metrics; give one address, or one for each set";
        return parsed.GetValue(_listen) is { Length: > 0 } ? new UsageException("--listen: " + what)
            : parsed.GetValue(_metrics) is not null ? new UsageException("--metrics: " + what)
            : new InputException($"{parsed.GetValue(_config) ?? AgentFile.Place}: listen: {what}");
    }

    private static void RefuseRemote(ImmutableArray<(IPEndPoint Address, ImmutableArray<MetricSet> Sets)> listen, bool isAllowed)
    {
        if (!isAllowed && listen.Select(item => item.Address).FirstOrDefault(address => !IPAddress.IsLoopback(address.Address)) is { } remote)
        {
            throw new UsageException($"--listen {remote}: other machines reach this address; encrypt it by --web-config, or say --allow-remote if they shall read without encryption");
        }
    }

    private static ImmutableArray<MetricSet> Sets(string names) =>
        [.. names.Split(',').Select(name => ListenAddress.Set(name) ?? throw new UsageException($"--metrics {name.Trim()}: not one of {ListenAddress.SetNames}")).Distinct()];

    private static IPEndPoint Address(string text) => ListenAddress.Parse(text) ?? throw new UsageException($"--listen {text}: not {ListenAddress.Form}");

    private OtlpOptions? Collector(ParseResult parsed, AgentFile file)
    {
        var interval = parsed.GetValue(_otlpInterval) is { } seconds ? Interval("--otlp-interval", seconds) : file.OtlpInterval ?? TimeSpan.FromSeconds(15);
        var url = parsed.GetValue(_otlp);
        return (url ?? file.OtlpEndpoint) is not { } address ? null
            : OtlpOptions.TryParse(address, interval, out var options) ? options
            : throw new UsageException($"--otlp {url}: not {OtlpOptions.Form}");
    }

    private static TimeSpan Interval(string option, double seconds) => seconds is >= 0.01 and <= 3600
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException(option + ": between 0.01 and 3600 seconds");
}
