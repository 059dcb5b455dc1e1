using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Strata.Bench;

/// <summary>Scrapes over connections that stay open, each from a thread of its own, one scrape after the other.</summary>
internal static class Scraper
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static ScrapeFigures Run(Uri address, int connections, TimeSpan length)
    {
        var all = new List<double>();
        var (failed, bytes) = (0, 0);
        var threads = Enumerable.Range(0, connections).Select(_ => new Thread(() =>
        {
            var (times, errors, size) = Scrape(address, length);
            lock (all)
            {
                all.AddRange(times);
                failed += errors;
                bytes = Math.Max(bytes, size);
            }
        }, 256 * 1024)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return ScrapeFigures.Of(all, failed, bytes);
    }

    private static (List<double> Times, int Failed, int Bytes) Scrape(Uri address, TimeSpan length)
    {
        var request = Encoding.ASCII.GetBytes($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/plain;version=0.0.4\r\n\r\n");
        var times = new List<double>();
        var (failed, bytes) = (0, 0);
        Socket? socket = null;
        var buffer = new byte[4 * 1024 * 1024];
        for (var whole = Stopwatch.StartNew(); whole.Elapsed < length || times.Count == 0;)
        {
            try
            {
                socket ??= Connect(address);
                var started = Stopwatch.GetTimestamp();
                socket.Send(request);
                bytes = Answer(socket, buffer);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            catch (Exception error) when (error is SocketException or IOException or FormatException)
            {
                failed++;
                socket?.Dispose();
                socket = null;
                if (failed > 1000)
                {
                    break;
                }
            }
        }
        socket?.Dispose();
        return (times, failed, bytes);
    }

    private static Socket Connect(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Connect(address.Host, address.Port);
        return socket;
    }

    // The whole answer, told by its length or by its last chunk; anything but 200 is a failure.
    private static int Answer(Socket socket, byte[] buffer)
    {
        var (read, head) = (0, -1);
        while (true)
        {
            var count = socket.Receive(buffer, read, buffer.Length - read, SocketFlags.None);
            if (count == 0)
            {
                throw new IOException("the connection ended in the middle of an answer");
            }
            read += count;
            if (head < 0)
            {
                head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            }
            if (head >= 0 && IsWhole(buffer.AsSpan(0, read), head))
            {
                return read - head - 4;
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer, int head)
    {
        if (!answer.StartsWith("HTTP/1.1 200"u8))
        {
            throw new IOException("the answer is not 200");
        }
        var headers = Encoding.ASCII.GetString(answer[..head]);
        const string Name = "\r\nContent-Length:";
        var at = headers.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8);
        }
        var end = headers.IndexOf('\r', at + 2);
        var length = int.Parse(headers.AsSpan(at + Name.Length, (end < 0 ? headers.Length : end) - at - Name.Length).Trim(), CultureInfo.InvariantCulture);
        return answer.Length - head - 4 >= length;
    }
}
