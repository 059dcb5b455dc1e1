using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Machine.Transcripts;

public sealed class TranscriptMachineTests
{
    private const int Pieces = 20_000;
    private static readonly ToolCall Table = ToolCall.Of("nvidia-smi", "--query-gpu=uuid", "--format=csv");

    [Fact]
    public void PiecesAreOneTextWithTheirOwnLineNumbers()
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Text, "-"));
        machine.Append("/etc/x.conf", new TextDocument("-", ["a", "b"], 4));
        machine.Append("/etc/x.conf", new TextDocument("-", ["c"], 90));

        var text = machine.Read("/etc/x.conf").Or(null)!;

        Assert.Equal("a b c", string.Join(' ', text.Lines));
        Assert.Equal([4, 5, 90], Enumerable.Range(0, 3).Select(index => text.At(index).Line!.Value));
    }

    [Fact]
    public void APieceIsFoundByTheNumberOfItsLine()
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Text, "-"));
        machine.Append(Table, new TextDocument("-", ["a"], 4));
        machine.Append(Table, new TextDocument("-", ["b"], 9));

        Assert.True(machine.HasLine(Table, 4));
        Assert.True(machine.HasLine(Table, 9));
        Assert.False(machine.HasLine(Table, 5));
    }

    [Fact]
    public void ManyPiecesAreNotCopiedForEachOther()
    {
        var blocks = string.Concat(Enumerable.Repeat("uuid, pci.bus_id\nGPU-0, 00000000:01:00.0\n\n", Pieces));
        var lines = TextDocument.Of("-", blocks).Lines.Select((line, index) => new LogLine(index + 1, line)).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var machine = PasteReader.Read(new Origin(OriginKind.Text, "-"), new LogText("-", Era.Current, lines));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000L * 3 * Pieces);
        Assert.InRange(machine.Run(ToolCall.Of("nvidia-smi", "--query-gpu")).Or(null)!.Output.Lines.Length, 2 * Pieces, 3 * Pieces);
    }
}
