using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux.Notify;

/// <summary>A socket that the service manager listens on for this service (source: sd_listen_fds(3)).</summary>
/// <param name="Descriptor">Number of the open socket.</param>
/// <param name="Address">Where it listens.</param>
public sealed partial record InheritedSocket(int Descriptor, EndPoint Address)
{
    private const int First = 3;
    private const int Most = 64;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>The sockets that were given to this process; none when it was not started by a service manager.</summary>
    /// <exception cref="IOException">One of them is not a socket that listens.</exception>
    public static ImmutableArray<InheritedSocket> OfEnvironment()
    {
        var isMeant = Environment.GetEnvironmentVariable("LISTEN_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return isMeant && int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= Most
            ? [.. Enumerable.Range(First, count).Select(Take)]
            : [];
    }

    private static InheritedSocket Take(int descriptor)
    {
        // Children that this process starts must not keep the address open.
        if (Control(descriptor, SetDescriptorFlags, CloseOnExec) < 0)
        {
            throw new IOException($"descriptor {descriptor} of the service manager: {SystemError.Text(Marshal.GetLastPInvokeError())}");
        }
        try
        {
            using var socket = new Socket(new SafeSocketHandle(Libc.Duplicate(descriptor), ownsHandle: true));
            return socket.SocketType == SocketType.Stream && socket.LocalEndPoint is { } address
                ? new InheritedSocket(descriptor, address)
                : throw new IOException($"descriptor {descriptor} of the service manager is not a stream socket with an address");
        }
        catch (SocketException error)
        {
            throw new IOException($"descriptor {descriptor} of the service manager is not a socket: {error.Message}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);
}
