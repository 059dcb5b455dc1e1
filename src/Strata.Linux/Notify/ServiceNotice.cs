using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Strata.Linux.Notify;

/// <summary>Tells the service manager how this service is (source: sd_notify(3)). Without one it says nothing to nobody.</summary>
public sealed class ServiceNotice : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;

    private ServiceNotice(string? address)
    {
        // A name that starts with @ stands for one in the abstract name space, which starts with NUL.
        if (address is ['/' or '@', _, ..])
        {
            _manager = new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address);
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        }
    }

    /// <summary>True when there is a service manager that listens.</summary>
    public bool IsHeard => _socket is not null;

    /// <summary>How often the manager wants to hear that the service lives; null when it does not.</summary>
    public TimeSpan? Watchdog { get; private init; }

    /// <summary>Finds the service manager in the environment.</summary>
    public static ServiceNotice OfEnvironment() =>
        Of(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"));

    /// <summary>Speaks to the manager of an address.</summary>
    /// <param name="address">A path, or a name after @; null for nobody.</param>
    /// <param name="watchdogMicroseconds">Time after which the manager gives the service up.</param>
    /// <param name="watchdogProcess">Process that the time is meant for; null for this one.</param>
    public static ServiceNotice Of(string? address, string? watchdogMicroseconds, string? watchdogProcess)
    {
        var isMeant = watchdogProcess is null || watchdogProcess == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new ServiceNotice(address)
        {
            Watchdog = isMeant && long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time > 0
                ? TimeSpan.FromMicroseconds(time)
                : null,
        };
    }

    /// <summary>The service works.</summary>
    /// <returns>False when the manager did not take it, so that it must be told again.</returns>
    public bool Ready() => Send("READY=1");

    /// <summary>The service is about to end.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>The service lives.</summary>
    public void Alive() => Send("WATCHDOG=1");

    /// <summary>One line about how it is.</summary>
    /// <returns>False when the manager did not take it.</returns>
    public bool Status(string line) => Send("STATUS=" + line.ReplaceLineEndings(" "));

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private bool Send(string text)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(text), _manager!);
            return true;
        }
        catch (SocketException)
        {
            // A manager that does not listen now is told the next time.
            return false;
        }
    }
}
