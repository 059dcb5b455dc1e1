using System.Net;
using System.Net.Sockets;
using Strata.Agent.LocalApi;
using Strata.Rendering;

namespace Strata.Cli.Commands.Top;

/// <summary>Reads what a running agent sampled: the driver is asked by one process only.</summary>
internal sealed class AgentFeed : TopFeed
{
    private const long LongestAnswer = 32 * 1024 * 1024;

    private readonly HttpClient _client;
    private bool _isOfThisHost;

    private AgentFeed(string where)
    {
        _client = AgentHttp.Open(where);
        _client.MaxResponseContentBufferSize = LongestAnswer;
        _client.Timeout = TimeSpan.FromSeconds(3);
        Name = "from the agent at " + where;
    }

    public override string Name { get; }

    public override bool IsOfThisHost => _isOfThisHost;

    public override bool IsOfThisClock => _isOfThisHost;

    /// <summary>The agent at an address and port, or behind a socket.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static AgentFeed At(string where) => where.StartsWith('/') || (where.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(where, out var address) && address.Port > 0)
        ? new AgentFeed(where)
        : throw new UsageException($"--agent {where}: neither an address and port, such as {AgentHttp.Address}, nor the path of a socket");

    /// <summary>The agent of this host, if one runs where it does when nothing else is said.</summary>
    /// <exception cref="ServiceException">One runs there and does not let itself be asked: a second holder of the driver is not started for that.</exception>
    public static async Task<AgentFeed?> FindAsync(CancellationToken cancel)
    {
        foreach (var where in File.Exists(AgentHttp.Socket) ? new[] { AgentHttp.Socket, AgentHttp.Address } : [AgentHttp.Address])
        {
            var feed = new AgentFeed(where);
            try
            {
                if (await feed.AskAsync(cancel).ConfigureAwait(false) is not null)
                {
                    return feed;
                }
            }
            catch (Exception error) when (IsSilence(error, cancel))
            {
                if (error is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } and not HttpRequestException { StatusCode: HttpStatusCode.NotFound })
                {
                    await feed.DisposeAsync().ConfigureAwait(false);
                    throw new ServiceException($"{where}: {Words(error)}; --agent names another agent, --library asks the driver itself", isPassing: true);
                }
            }
            await feed.DisposeAsync().ConfigureAwait(false);
        }
        return null;
    }

    public override async Task<GpuList> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await AskAsync(cancel).ConfigureAwait(false) ?? throw new ServiceException("what answers there is no agent of strata", isPassing: false);
        }
        catch (Exception error) when (IsSilence(error, cancel))
        {
            throw new ServiceException(Words(error), isPassing: true);
        }
    }

    private async Task<GpuList?> AskAsync(CancellationToken cancel)
    {
        var list = GpuJson.Read(await _client.GetByteArrayAsync(new Uri("api/v1/sample", UriKind.Relative), cancel).ConfigureAwait(false));
        _isOfThisHost = list?.Host == Environment.MachineName;
        return list;
    }

    private static bool IsSilence(Exception error, CancellationToken cancel) =>
        error is HttpRequestException or IOException or SocketException || (error is OperationCanceledException && !cancel.IsCancellationRequested);

    private static string Words(Exception error) => error switch
    {
        HttpRequestException { StatusCode: { } status } => $"the agent refuses ({(int)status} {status})",
        OperationCanceledException => "the agent does not answer (no answer in time)",
        _ => $"the agent does not answer ({error.GetBaseException().Message.TrimEnd('.')})",
    };

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
