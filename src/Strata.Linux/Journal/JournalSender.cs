using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Strata.Linux.Files;

namespace Strata.Linux.Journal;

/// <summary>Sends entries with fields to the system's journal (source: systemd.io/JOURNAL_NATIVE_PROTOCOL).</summary>
public sealed class JournalSender : IDisposable
{
    private const string Place = "/run/systemd/journal/socket";
    private const int StandardError = 2;
    private const int LongestValue = 16 * 1024;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly UnixDomainSocketEndPoint _journal;
    private readonly Lock _lock = new();

    private JournalSender(string path) => _journal = new UnixDomainSocketEndPoint(path);

    /// <summary>A sender when the standard error of this process goes to the journal, as systemd tells; otherwise null.</summary>
    public static JournalSender? OfEnvironment() => Of(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), Place);

    /// <summary>A sender to a journal when a stream, as device and inode, is the standard error of this process; otherwise null.</summary>
    public static JournalSender? Of(string? stream, string path) => stream is not null && IsStandardError(stream) && File.Exists(path) ? To(path) : null;

    /// <summary>A sender to the journal that listens at a path.</summary>
    public static JournalSender To(string path) => new(path);

    /// <summary>Sends one entry.</summary>
    /// <param name="fields">Names, of capital letters, digits and low lines, and values.</param>
    /// <returns>False when there is no journal any more. What a busy one cannot take now is lost: the caller never waits for it.</returns>
    public bool Send(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var entry = new ArrayBufferWriter<byte>(512);
        foreach (var (name, value) in fields)
        {
            Write(entry, name, value.Length > LongestValue ? value[..LongestValue] : value);
        }
        lock (_lock)
        {
            try
            {
                _socket.SendTo(entry.WrittenSpan, _journal);
                return true;
            }
            catch (SocketException error)
            {
                return error.SocketErrorCode == SocketError.WouldBlock;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Write(ArrayBufferWriter<byte> entry, string name, string value)
    {
        entry.Write(Encoding.ASCII.GetBytes(name));
        var bytes = Encoding.UTF8.GetBytes(value);
        if (bytes.Contains((byte)'\n'))
        {
            // A value of several lines carries its length instead of ending at the line.
            entry.Write("\n"u8);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.GetSpan(sizeof(ulong)), (ulong)bytes.Length);
            entry.Advance(sizeof(ulong));
        }
        else
        {
            entry.Write("="u8);
        }
        entry.Write(bytes);
        entry.Write("\n"u8);
    }

    private static bool IsStandardError(string stream) =>
        Libc.Status(StandardError, out var status)
        && stream == string.Create(CultureInfo.InvariantCulture, $"{status.Device}:{status.Inode}");
}
