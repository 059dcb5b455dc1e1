using System.Buffers.Binary;
using Strata.Linux.Nvml.Probe;

namespace Strata.Linux.Tests.Nvml;

public sealed class RecordStreamTests
{
    [Fact]
    public void Records_come_back_one_by_one_and_then_the_end()
    {
        var first = new ProbeQuestion(1, ProbeAsk.Open, 0);
        var second = new ProbeQuestion(2, ProbeAsk.Sample, 7);
        using var pipe = new MemoryStream([.. Pack(first), .. Pack(second)]);

        Assert.Equal(first, Read(pipe));
        Assert.Equal(second, Read(pipe));
        Assert.Null(Read(pipe));
    }

    [Fact]
    public void A_cut_record_is_the_end()
    {
        var whole = Pack(new ProbeQuestion(1, ProbeAsk.Open, 0));
        for (var length = 0; length < whole.Length; length++)
        {
            using var pipe = new MemoryStream(whole[..length]);
            Assert.Null(Read(pipe));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void An_impossible_length_is_refused_before_memory_is_taken(int length)
    {
        var head = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        using var pipe = new MemoryStream(head);
        Assert.Throws<InvalidDataException>(() => Read(pipe));
    }

    [Fact]
    public void What_is_not_json_is_refused()
    {
        using var pipe = new MemoryStream([3, 0, 0, 0, 1, 2, 3]);
        Assert.Throws<InvalidDataException>(() => Read(pipe));
    }

    private static byte[] Pack(ProbeQuestion question) => RecordStream.Pack(question, ProbeJson.Default.ProbeQuestion);

    private static ProbeQuestion? Read(Stream pipe) => RecordStream.Read(pipe, ProbeJson.Default.ProbeQuestion);
}
