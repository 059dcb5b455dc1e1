using System.Text;
using Strata.Linux.KernelLog;

namespace Strata.Linux.Tests.KernelLog;

public sealed class KernelRecordTests
{
    [Fact]
    public void A_record_is_printed_as_dmesg_prints_it()
    {
        var record = Parse("4,1035,12345678,-;NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus.\n SUBSYSTEM=pci\n DEVICE=+pci:0000:65:00.0\n");
        Assert.True(record.IsKernel);
        Assert.Equal(1035, record.Sequence);
        Assert.Equal(["[   12.345678] NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus."], record.Lines());
    }

    [Fact]
    public void Several_lines_each_get_the_time()
    {
        var record = Parse("6,1,100000000001,-;NVRM: one\\x0atwo\\x5cthree\\x09four \\xc3\\xa9 \\x1b[31m\n");
        Assert.Equal(["[100000.000001] NVRM: one", "[100000.000001] two\\three\tfour \u00e9 \u001b[31m"], record.Lines());
    }

    [Fact]
    public void A_line_break_in_the_words_of_a_program_starts_no_message()
    {
        var record = Parse("3,1,23437833301,-;tmpfs: Unknown parameter 'x\\x0aNVRM: Xid (PCI:0000:65:00): 79'\n");
        Assert.Equal(["[23437.833301] tmpfs: Unknown parameter 'x", "[23437.833301]     NVRM: Xid (PCI:0000:65:00): 79'"], record.Lines());
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(12, false)]
    [InlineData(3, true)]
    public void What_a_program_wrote_is_known(int priority, bool isKernel) => Assert.Equal(isKernel, Parse($"{priority},7,8,-;text\n").IsKernel);

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("1,2;text")]
    [InlineData("a,b,c;text")]
    [InlineData("1,2,-3;text")]
    public void Anything_else_is_no_record(string text) => Assert.Null(KernelRecord.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Nothing_makes_it_throw()
    {
        var random = new Random(9);
        var valid = Encoding.UTF8.GetBytes("6,1,100000000001,-;one\\x0atwo\\xc3\n");
        for (var i = 0; i < 2000; i++)
        {
            var copy = valid.ToArray();
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
            var lines = KernelRecord.Parse(copy)?.Lines().ToList();
            Assert.True(lines is null or { Count: > 0 });
        }
    }

    private static KernelRecord Parse(string text) => KernelRecord.Parse(Encoding.UTF8.GetBytes(text))!.Value;
}
