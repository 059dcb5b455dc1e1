using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Strata.Agent.Connections;

/// <summary>Closes a connection on which nothing comes: it must not keep a place from those who ask.</summary>
internal static class FirstByte
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Guards every connection of an address.</summary>
    public static void Await(ListenOptions listen, TimeProvider clock) => listen.Use(next => connection => ThenAsync(connection, next, clock));

    private static async Task ThenAsync(ConnectionContext connection, ConnectionDelegate next, TimeProvider clock)
    {
        using (var deadline = new CancellationTokenSource(Patience, clock))
        {
            try
            {
                var first = await connection.Transport.Input.ReadAsync(deadline.Token).ConfigureAwait(false);
                connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            }
            catch (OperationCanceledException)
            {
                connection.Abort(new ConnectionAbortedException("nothing came in time"));
                return;
            }
        }
        await next(connection).ConfigureAwait(false);
    }
}
