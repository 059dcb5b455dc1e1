using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Strata.Agent.Logging;
using Strata.Linux.Journal;
using Xunit;

namespace Strata.Agent.Tests.Logging;

public sealed partial class JournalLoggerTests
{
    [Fact]
    public void A_message_becomes_an_entry_with_its_values_as_fields()
    {
        using var folder = new TempFolder();
        using var journal = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        journal.Bind(new UnixDomainSocketEndPoint(folder.At("journal")));
        using var provider = new JournalLoggerProvider(JournalSender.To(folder.At("journal")));
        Seen(provider.CreateLogger("category"), 79, "GPU-1", "a\u001b[31m\nb");
        var buffer = new byte[2000];
        var lines = Encoding.UTF8.GetString(buffer, 0, journal.Receive(buffer)).TrimEnd('\n').Split('\n');
        Assert.Equal(["MESSAGE=Xid 79 of GPU-1: a[31m b", "PRIORITY=4", "SYSLOG_IDENTIFIER=strata", "STRATA_EVENT=Seen", "XID=79", "GPU_UUID=GPU-1", "STRATA_KERNEL_LINE=a[31m b"], lines);
    }

    [Fact]
    public void Only_standard_error_that_goes_to_the_journal_has_a_journal()
    {
        using var folder = new TempFolder();
        var path = folder.File("journal", "");
        Assert.Null(JournalSender.Of(null, path));
        Assert.Null(JournalSender.Of("1:2", path));
        var status = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-L", "-c", "%d:%i", string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/2")]) { RedirectStandardOutput = true })!;
        var own = status.StandardOutput.ReadToEnd().Trim();
        Assert.NotNull(JournalSender.Of(own, path));
        Assert.Null(JournalSender.Of(own, folder.At("none")));
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Xid {Xid} of {GpuUuid}: {KernelLine}")]
    private static partial void Seen(ILogger log, int xid, string gpuUuid, string kernelLine);
}
