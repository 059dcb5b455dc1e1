using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Strata.EndToEnd.Tests;

/// <summary>A connection on which a test says byte for byte what it wants.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket _socket;

    public RawHttp(EndPoint address)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, address.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        _socket.Connect(address);
    }

    public RawHttp(Uri address)
        : this(new IPEndPoint(IPAddress.Loopback, address.Port))
    {
    }

    public void Send(string text) => _socket.Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Status of the next answer; 0 when the connection ends without one.</summary>
    public int Status()
    {
        var text = Read(one => one.Contains("\r\n", StringComparison.Ordinal));
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Everything until the other end closes, or nothing comes for a while.</summary>
    public string All() => Read(_ => false);

    /// <summary>One request with a given head, and the status of its answer.</summary>
    public static int Ask(Uri address, string request)
    {
        using var connection = new RawHttp(address);
        connection.Send(request);
        return connection.Status();
    }

    /// <summary>True when the other end has closed within the time that a test waits.</summary>
    public bool IsClosed()
    {
        try
        {
            var buffer = new byte[4096];
            while (_socket.Receive(buffer) > 0)
            {
            }
            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    public void Dispose() => _socket.Dispose();

    private string Read(Predicate<string> isEnough)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            for (var count = 1; count > 0 && !isEnough(text.ToString());)
            {
                count = _socket.Receive(buffer);
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // The other end broke the connection, or says no more.
        }
        return text.ToString();
    }
}
