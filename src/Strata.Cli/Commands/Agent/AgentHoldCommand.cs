using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Strata.Agent.LocalApi;
using Strata.Cli.Terminal;
using Strata.Rendering;

namespace Strata.Cli.Commands.Agent;

/// <summary><c>strata agent release</c> and <c>strata agent hold</c>: asks the agent of this host through its local socket.</summary>
internal static class AgentHoldCommand
{
    public static Command Create(string name, string description, bool isHeld)
    {
        var gpu = new Argument<string?>("GPU") { Description = "Index, UUID or address of one GPU; without it all.", Arity = ArgumentArity.ZeroOrOne };
        var socket = AgentArguments.SocketOption("Local socket of the agent (default " + AgentHttp.Socket + ").");
        var command = new ExampledCommand(name, description, $"strata agent {name}", $"strata agent {name} 0") { gpu, socket };
        command.SetAction((parsed, cancel) => AskAsync(parsed.GetValue(socket) ?? AgentHttp.Socket, isHeld, parsed.GetValue(gpu), cancel));
        return command;
    }

    private static async Task<int> AskAsync(string socket, bool isHeld, string? gpu, CancellationToken cancel)
    {
        using var agent = new AgentClient(socket);
        HoldAnswer answer;
        try
        {
            answer = await agent.ChangeAsync(isHeld, gpu, cancel).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            throw new UnauthorizedAccessException($"{socket}: permission denied; run as root", error);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new ServiceException($"{socket}: no agent answers there", isPassing: false);
        }
        switch (answer.Status)
        {
            case HttpStatusCode.OK when !answer.StillHeld.IsEmpty:
                throw new ServiceException($"{PlainText.Clean(string.Join(", ", answer.StillHeld))}: not let go of yet: a call into the driver hangs, and ends the hold when it comes back", isPassing: true);
            case HttpStatusCode.OK when !isHeld && gpu is null && answer.IsHeld:
                throw new ServiceException("the driver is not let go of yet: a call into it hangs, and ends the hold when it comes back", isPassing: true);
            case HttpStatusCode.OK:
                StandardOutput.Write(Words(answer));
                return ExitCodes.Ok;
            case HttpStatusCode.Forbidden:
                throw new UnauthorizedAccessException(answer.Why);
            case HttpStatusCode.NotFound:
                throw new UsageException(answer.Why);
            default:
                throw new ServiceException($"{socket}: the agent answers {(int)answer.Status}: {answer.Why}", isPassing: answer.Status == HttpStatusCode.ServiceUnavailable);
        }
    }

    private static string Words(HoldAnswer answer)
    {
        var released = answer.Released.IsEmpty ? "" : "let go of " + PlainText.Clean(string.Join(", ", answer.Released)) + "\n";
        return released + (answer.IsHeld ? "the driver is kept initialised\n" : "the driver is not kept; strata agent hold takes it up again\n");
    }
}
