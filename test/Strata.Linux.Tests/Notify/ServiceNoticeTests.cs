using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Strata.Linux.Notify;

namespace Strata.Linux.Tests.Notify;

public sealed class ServiceNoticeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_manager_hears_what_is_said(bool isAbstract)
    {
        using var tree = new TempTree();
        var address = isAbstract ? "@strata-test-" + Guid.NewGuid() : tree.At("notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + address[1..] : address));
        using var notice = ServiceNotice.Of(address, "30000000", null);
        notice.Ready();
        notice.Status("two\nlines");
        notice.Alive();
        notice.Stopping();
        Assert.True(notice.IsHeard);
        Assert.Equal(["READY=1", "STATUS=two lines", "WATCHDOG=1", "STOPPING=1"], Enumerable.Range(0, 4).Select(_ => Receive(manager)));
        Assert.Equal(TimeSpan.FromSeconds(30), notice.Watchdog);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1")]
    [InlineData("/nonexistent/notify")]
    public void Without_a_manager_nothing_is_said_and_nothing_fails(string? address)
    {
        using var notice = ServiceNotice.Of(address, null, null);
        notice.Ready();
        Assert.Equal(address == "/nonexistent/notify", notice.IsHeard);
    }

    [Fact]
    public async Task A_manager_that_does_not_read_is_not_waited_for()
    {
        using var tree = new TempTree();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(tree.At("notify")));
        using var notice = ServiceNotice.Of(tree.At("notify"), null, null);
        var saying = Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
            {
                notice.Alive();
            }
        });
        await saying.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_watchdog_of_another_process_is_not_ours()
    {
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Assert.NotNull(ServiceNotice.Of(null, "1000000", own).Watchdog);
        Assert.Null(ServiceNotice.Of(null, "1000000", "1").Watchdog);
        Assert.Null(ServiceNotice.Of(null, "0", null).Watchdog);
        Assert.Null(ServiceNotice.Of(null, "soon", null).Watchdog);
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
