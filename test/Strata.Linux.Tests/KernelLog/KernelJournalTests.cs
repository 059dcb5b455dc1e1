using Strata.Linux.KernelLog;
using Strata.Machine;

namespace Strata.Linux.Tests.KernelLog;

public sealed class KernelJournalTests
{
    [Fact]
    public void The_newest_line_that_came_first_is_the_last_one()
    {
        var text = new TextDocument("journalctl", ["2026-01-02T03:04:07+0000 kernel: three", "2026-01-02T03:04:06+0000 kernel: two", "                         more", "2026-01-02T03:04:05+0000 kernel: one"]);
        const string More = "2026-01-02T03:04:06+0000 kernel:     more";
        Assert.Equal([text.Lines[3], text.Lines[1], More, text.Lines[0]], KernelJournal.Forward(text, isCut: false).Lines.AsEnumerable());
        Assert.Equal([text.Lines[1], More, text.Lines[0]], KernelJournal.Forward(text, isCut: true).Lines.AsEnumerable());
        Assert.Empty(KernelJournal.Forward(new TextDocument("journalctl", []), isCut: true).Lines);
    }

    [Fact]
    public void A_service_keeps_its_lines()
    {
        var text = new TextDocument("journalctl", ["2026-01-02T03:04:06+0000 vllm[1]: two", "                         more"]);
        Assert.Equal(text.Lines.AsEnumerable(), KernelJournal.Forward(text, isCut: false).Lines);
    }
}
