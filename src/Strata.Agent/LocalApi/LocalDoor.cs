using Strata.Linux.Sockets;

namespace Strata.Agent.LocalApi;

/// <summary>The local socket of this agent, or why it has none.</summary>
internal sealed class LocalDoor : IDisposable
{
    private LocalDoor(LocalSocket? socket, string whyNot) => (Socket, WhyNot) = (socket, whyNot);

    /// <summary>The socket; null when there is none.</summary>
    public LocalSocket? Socket { get; }

    /// <summary>Why there is none although one is wanted; otherwise empty.</summary>
    public string WhyNot { get; }

    /// <summary>Becomes the one agent that holds the socket of its options.</summary>
    /// <exception cref="SocketOwnedException">An agent holds it already.</exception>
    /// <exception cref="IOException">It is needed and cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It is needed and may not be made.</exception>
    public static LocalDoor Open(AgentOptions options)
    {
        if (options.Socket is not { } path || !OperatingSystem.IsLinux() || options.Inherited.Any(given => LocalPeer.IsLocal(given.Address)))
        {
            return new LocalDoor(null, "");
        }
        try
        {
            return new LocalDoor(LocalSocket.Take(path), "");
        }
        catch (Exception error) when (!options.NeedsSocket && error is (IOException and not SocketOwnedException) or UnauthorizedAccessException)
        {
            return new LocalDoor(null, error.Message.TrimEnd('.'));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Socket?.Dispose();
}
