using System.Net;
using System.Net.Sockets;
using Strata.Rendering;

namespace Strata.Cli.Commands.Top;

/// <summary>Reads what a running agent sampled: the driver is asked by one process only.</summary>
internal sealed class AgentFeed : TopFeed
{
    public const string Socket = "/run/strata/strata.sock";
    public const string Address = "127.0.0.1:9419";

    private const long LongestAnswer = 32 * 1024 * 1024;

    private readonly HttpClient _client;
    private bool _isOfThisHost;

    private AgentFeed(string where)
    {
        var isSocket = where.StartsWith('/');
#pragma warning disable CA2000 // the client disposes of it
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
#pragma warning restore CA2000
        if (isSocket)
        {
            handler.ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(where), cancel).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }
        _client = new HttpClient(handler)
        {
            BaseAddress = new Uri(isSocket ? "http://localhost/" : $"http://{where}/"), MaxResponseContentBufferSize = LongestAnswer, Timeout = TimeSpan.FromSeconds(3),
        };
        Name = "from the agent at " + where;
    }

    public override string Name { get; }

    public override bool IsOfThisHost => _isOfThisHost;

    public override bool IsOfThisClock => _isOfThisHost;

    /// <summary>The agent at an address and port, or behind a socket.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static AgentFeed At(string where) => where.StartsWith('/') || (where.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(where, out var address) && address.Port > 0)
        ? new AgentFeed(where)
        : throw new UsageException($"--agent {where}: neither an address and port, such as {Address}, nor the path of a socket");

    /// <summary>The agent of this host, if one runs where it does when nothing else is said.</summary>
    public static async Task<AgentFeed?> FindAsync(CancellationToken cancel)
    {
        foreach (var where in File.Exists(Socket) ? new[] { Socket, Address } : [Address])
        {
            var feed = new AgentFeed(where);
            try
            {
                await feed.ReadAsync(cancel).ConfigureAwait(false);
                return feed;
            }
            catch (ServiceException)
            {
                await feed.DisposeAsync().ConfigureAwait(false);
            }
        }
        return null;
    }

    public override async Task<GpuList> ReadAsync(CancellationToken cancel)
    {
        try
        {
            var list = GpuJson.Read(await _client.GetByteArrayAsync(new Uri("api/v1/sample", UriKind.Relative), cancel).ConfigureAwait(false))
                ?? throw new ServiceException("what answers there is no agent of strata", isPassing: false);
            _isOfThisHost = list.Host == Environment.MachineName;
            return list;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new ServiceException($"the agent does not answer ({(error is OperationCanceledException ? "no answer in time" : error.GetBaseException().Message.TrimEnd('.'))})", isPassing: true);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
