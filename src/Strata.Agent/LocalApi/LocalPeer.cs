using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Strata.Linux.Sockets;

namespace Strata.Agent.LocalApi;

/// <summary>Marks a connection of the local socket with who made it.</summary>
/// <param name="Credentials">The process at the other end; null when the kernel did not tell.</param>
internal sealed record LocalPeer(PeerCredentials? Credentials)
{
    /// <summary>True when the peer may have the agent do something.</summary>
    public bool MayChange => Credentials is { MayChange: true };

    /// <summary>Marks every connection of an address.</summary>
    public static void Mark(ListenOptions listen) => listen.Use(next => connection =>
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        connection.Features.Set(new LocalPeer(socket is null ? null : PeerCredentials.Of(socket)));
        return next(connection);
    });

    /// <summary>True for an address that only this host has.</summary>
    public static bool IsLocal(EndPoint address) => address.AddressFamily == System.Net.Sockets.AddressFamily.Unix;
}
