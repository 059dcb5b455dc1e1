using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using Strata.Agent;

namespace Strata.Cli.Commands.Agent;

/// <summary><c>strata agent</c>: samples the GPUs all day and answers scrapes.</summary>
internal static class AgentCommand
{
    private const string Home = "127.0.0.1:9419";

    public static Command Create()
    {
        var listen = new Option<string[]>("--listen") { Description = "Address to serve on (default " + Home + "); several give the sets in turn.", HelpName = "ADDRESS:PORT", Arity = ArgumentArity.OneOrMore };
        var metrics = new Option<string>("--metrics") { Description = "Sets of names: strata, nvidia_smi, dcgm; several with commas.", HelpName = "SETS", DefaultValueFactory = _ => "strata" };
        var interval = new Option<double>("--interval") { Description = "Seconds between two samples.", HelpName = "SECONDS", DefaultValueFactory = _ => 1 };
        var remote = new Option<bool>("--allow-remote") { Description = "Serve on an address that other machines reach, without encryption." };
        var state = new Option<string?>("--state-directory") { Description = "Directory that keeps the history of events (default " + StateDirectory.OfSystem + " for root, else below your state directory).", HelpName = "DIR" };
        var library = SharedOptions.Library();
        var command = new ExampledCommand("agent", "Sample the GPUs all day, keep the driver initialised, answer Prometheus.",
            "strata agent", "strata agent --metrics strata,dcgm --listen 127.0.0.1:9400")
        {
            listen, metrics, interval, remote, state, library,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            new AgentOptions
            {
                Probe = ProbeCommand.Line(SharedOptions.FileOf(parsed, library)),
                Version = Product.Version,
                Listen = Addresses(parsed.GetValue(listen) ?? [], Sets(parsed.GetValue(metrics)!), parsed.GetValue(remote)),
                Interval = Interval(parsed.GetValue(interval)),
                StateDirectory = StateDirectory.Of(parsed.GetValue(state)),
            },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(AgentOptions options, CancellationToken cancel)
    {
        try
        {
            await AgentHost.RunAsync(options, cancel).ConfigureAwait(false);
            return ExitCodes.Ok;
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw new ServiceException(error.Message.TrimEnd('.'), isPassing: true);
        }
    }

    private static ImmutableArray<MetricSet> Sets(string names) => [.. names.Split(',').Select(name => name.Trim() switch
    {
        "strata" => MetricSet.Strata,
        "nvidia_smi" => MetricSet.NvidiaSmi,
        "dcgm" => MetricSet.Dcgm,
        var other => throw new UsageException($"--metrics {other}: not one of strata, nvidia_smi, dcgm"),
    }).Distinct()];

    // One address serves all sets; as many addresses as sets serve one each.
    private static ImmutableArray<(IPEndPoint, ImmutableArray<MetricSet>)> Addresses(string[] texts, ImmutableArray<MetricSet> sets, bool remote)
    {
        var addresses = (texts.Length == 0 ? [Home] : texts).Select(text => Address(text, remote)).ToList();
        if (addresses.Count > 1 && addresses.Count != sets.Length)
        {
            throw new UsageException($"--listen: {addresses.Count} addresses for {sets.Length} sets of metrics; give one address, or one for each set");
        }
        return addresses.Count == 1
            ? [(addresses[0], sets)]
            : [.. addresses.Select((address, index) => (address, ImmutableArray.Create(sets[index])))];
    }

    private static IPEndPoint Address(string text, bool remote)
    {
        var local = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text["localhost".Length..] : text;
        if (!local.Contains(':', StringComparison.Ordinal) || !IPEndPoint.TryParse(local, out var address) || address.Port == 0)
        {
            throw new UsageException($"--listen {text}: not an address and port, such as 127.0.0.1:9419");
        }
        return remote || IPAddress.IsLoopback(address.Address)
            ? address
            : throw new UsageException($"--listen {text}: other machines reach this address; say --allow-remote if they shall, without encryption");
    }

    private static TimeSpan Interval(double seconds) => seconds is >= 0.1 and <= 3600
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException("--interval: between 0.1 and 3600 seconds");
}
