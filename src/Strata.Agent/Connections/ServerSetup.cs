using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Strata.Agent.Configuration;
using Strata.Agent.LocalApi;
using Strata.Linux.Sockets;

namespace Strata.Agent.Connections;

/// <summary>
/// Takes the addresses and limits what a connection may cost. Each address has its own count of connections: who fills one
/// leaves the others open. At the limit the newest connection is closed; those that say nothing go first, after seconds.
/// </summary>
internal sealed class ServerSetup(AgentOptions options, LocalSocket? socket, WebConfigFile file, TimeProvider clock)
{
    private const int MostConnections = 256;

    /// <summary>Sets the server up.</summary>
    public void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = 0;
        server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        server.Limits.MaxRequestHeaderCount = 64;
        server.Limits.MaxRequestLineSize = 4 * 1024;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        server.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        server.Limits.MaxConcurrentConnections = MostConnections;
        server.Limits.Http2.MaxStreamsPerConnection = 16;
        foreach (var given in options.Inherited)
        {
            server.ListenHandle((ulong)given.Descriptor, listen => Guard(listen, LocalPeer.IsLocal(given.Address)));
        }
        foreach (var (address, _) in options.Listen.Where(listen => !options.Inherited.Any(given => given.Address.Equals(listen.Address))))
        {
            server.Listen(address, listen => Guard(listen, isLocal: false));
        }
        if (socket is not null)
        {
            server.ListenUnixSocket(socket.Path, listen => Guard(listen, isLocal: true));
        }
    }

    /// <summary>Makes the socket of an address.</summary>
    public void Apply(SocketTransportOptions transport) => transport.CreateBoundListenSocket = address =>
        address is UnixDomainSocketEndPoint && socket is not null && OperatingSystem.IsLinux() ? socket.Bind() : SocketTransportOptions.CreateDefaultBoundListenSocket(address);

    private void Guard(ListenOptions listen, bool isLocal)
    {
        FirstByte.Await(listen, clock);
        listen.Protocols = HttpProtocols.Http1;
        if (isLocal)
        {
            LocalPeer.Mark(listen);
        }
        else if (file.Current.Tls is not null)
        {
            listen.Protocols = file.Current.Http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = TimeSpan.FromSeconds(5),
                OnConnection = _ => ValueTask.FromResult(SettingsNow()),
            });
        }
    }

    // Encryption is neither turned on nor off while the agent runs.
    private SslServerAuthenticationOptions SettingsNow() => file.Current is { Tls: { } tls } config
        ? tls.ToOptions(config.Http2)
        : throw new InvalidOperationException("the web configuration lost its certificate");
}
