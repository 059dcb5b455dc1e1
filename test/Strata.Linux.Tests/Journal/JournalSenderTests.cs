using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Strata.Linux.Journal;

namespace Strata.Linux.Tests.Journal;

public sealed class JournalSenderTests
{
    [Fact]
    public void An_entry_has_a_line_for_each_field_and_a_length_for_values_of_several_lines()
    {
        using var tree = new TempTree();
        using var journal = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        journal.Bind(new UnixDomainSocketEndPoint(tree.At("journal")));
        using var sender = JournalSender.To(tree.At("journal"));
        Assert.True(sender.Send([new("MESSAGE", "one = 1"), new("XID", "79"), new("TEXT", "a\nß")]));

        var buffer = new byte[1000];
        var entry = buffer.AsSpan(0, journal.Receive(buffer));
        var head = Encoding.UTF8.GetBytes("MESSAGE=one = 1\nXID=79\nTEXT\n");
        Assert.Equal(head, entry[..head.Length].ToArray());
        Assert.Equal(4UL, BinaryPrimitives.ReadUInt64LittleEndian(entry[head.Length..]));
        Assert.Equal("a\nß\n", Encoding.UTF8.GetString(entry[(head.Length + 8)..]));
    }

    [Fact]
    public void A_value_without_end_is_cut_to_what_a_datagram_takes()
    {
        using var tree = new TempTree();
        using var journal = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        journal.Bind(new UnixDomainSocketEndPoint(tree.At("journal")));
        using var sender = JournalSender.To(tree.At("journal"));
        Assert.True(sender.Send([new("MESSAGE", new string('x', 10_000_000))]));
        Assert.InRange(journal.Receive(new byte[100_000]), 1000, 20_000);
    }

    [Fact]
    public void A_journal_that_is_not_there_is_told_and_not_thrown()
    {
        using var sender = JournalSender.To("/nonexistent/journal");
        Assert.False(sender.Send([new("MESSAGE", "x")]));
    }
}
