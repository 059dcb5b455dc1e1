using System.CommandLine;
using System.Net.Sockets;
using Strata.Agent;
using Strata.Cli.Terminal;

namespace Strata.Cli.Commands.Agent;

/// <summary><c>strata agent</c>: samples the GPUs all day and answers scrapes.</summary>
internal static class AgentCommand
{
    public static Command Create()
    {
        var arguments = new AgentArguments();
        var command = new ExampledCommand("agent", "Sample the GPUs all day, keep the driver initialised, answer Prometheus.",
            "strata agent", "strata agent --metrics strata,dcgm --listen 127.0.0.1:9400", "strata agent --config /etc/strata/agent.yaml --check", "strata agent --demo");
        foreach (var option in arguments.All)
        {
            command.Add(option);
        }
        command.Add(AgentHoldCommand.Create("release", "Have the agent let go of the GPUs, for a change of MIG, a reset or passthrough.", isHeld: false));
        command.Add(AgentHoldCommand.Create("hold", "Have the agent keep the driver initialised again.", isHeld: true));
        command.SetAction(async (parsed, cancel) =>
        {
            using var library = arguments.LibraryOf(parsed);
            var options = arguments.ToOptions(parsed, library);
            if (arguments.IsCheck(parsed))
            {
                StandardOutput.Write("the configuration is good\n");
                return ExitCodes.Ok;
            }
            return await RunAsync(options, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(AgentOptions options, CancellationToken cancel)
    {
        try
        {
            await AgentHost.RunAsync(options, cancel).ConfigureAwait(false);
            return ExitCodes.Ok;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw new ServiceException(error.Message.TrimEnd('.'), isPassing: true);
        }
    }
}
