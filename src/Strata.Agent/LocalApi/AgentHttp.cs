using System.Net.Http;
using System.Net.Sockets;

namespace Strata.Agent.LocalApi;

/// <summary>How an agent is reached: behind its local socket, or at an address.</summary>
public static class AgentHttp
{
    /// <summary>Where the agent of a host listens for this host.</summary>
    public const string Socket = "/run/strata/strata.sock";

    /// <summary>Where it serves when nothing else is said.</summary>
    public const string Address = "127.0.0.1:9419";

    /// <summary>Prepares; nothing is asked yet.</summary>
    /// <param name="where">Path of a socket, or an address and port.</param>
    public static HttpClient Open(string where)
    {
        var isSocket = where.StartsWith('/');
#pragma warning disable CA2000 // the client disposes of it
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
#pragma warning restore CA2000
        if (isSocket)
        {
            handler.ConnectCallback = async (_, cancel) =>
            {
                var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await local.ConnectAsync(new UnixDomainSocketEndPoint(where), cancel).ConfigureAwait(false);
                    return new NetworkStream(local, ownsSocket: true);
                }
                catch
                {
                    local.Dispose();
                    throw;
                }
            };
        }
        return new HttpClient(handler) { BaseAddress = new Uri(isSocket ? "http://localhost/" : $"http://{where}/") };
    }
}
