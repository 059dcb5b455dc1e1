namespace Strata.Linux.Sockets;

/// <summary>A local socket belongs to a process that lives.</summary>
public sealed class SocketOwnedException : IOException
{
    /// <summary>Makes the error without a path.</summary>
    public SocketOwnedException()
        : base("an agent already runs here")
    {
    }

    /// <summary>Makes the error.</summary>
    public SocketOwnedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the error with what caused it.</summary>
    public SocketOwnedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
