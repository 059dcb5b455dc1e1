using System.Net.Sockets;
using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux.Sockets;

/// <summary>The process at the other end of a local socket, as the kernel knew it when the connection was made (source: SO_PEERCRED, unix(7)).</summary>
/// <param name="Process">Number of the process; 0 when it belongs to another namespace.</param>
/// <param name="User">Number of its effective user.</param>
/// <param name="Group">Number of its effective group.</param>
public sealed record PeerCredentials(int Process, uint User, uint Group)
{
    private const int SocketLevel = 1;
    private const int PeerOption = 17;

    /// <summary>True for root and for the user that this process runs as.</summary>
    public bool MayChange => User == 0 || User == Libc.EffectiveUser();

    /// <summary>Asks the kernel; null for a socket that is not local.</summary>
    public static PeerCredentials? Of(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            return null;
        }
        Span<byte> answer = stackalloc byte[12];
        return socket.GetRawSocketOption(SocketLevel, PeerOption, answer) == answer.Length
            ? new PeerCredentials(MemoryMarshal.Read<int>(answer), MemoryMarshal.Read<uint>(answer[4..]), MemoryMarshal.Read<uint>(answer[8..]))
            : null;
    }
}
