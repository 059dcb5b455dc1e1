using Strata.Machine;
using Strata.Machine.Transcripts.Unwrapping;
using Xunit;

namespace Strata.Tests.Machine.Transcripts.Unwrapping;

public sealed class JournalFieldsTests
{
    private const string Heading = "Fri 2026-01-02 03:04:05.123456 UTC [s=0a1b;i=1f;b=2c3d;m=4e;t=5f;x=6a]";

    [Theory]
    [InlineData("    _TRANSPORT=kernel\n    PRIORITY=3\n    MESSAGE=NVRM: Xid 79", "kernel: NVRM: Xid 79")]
    [InlineData("    PRIORITY=3\n    MESSAGE=started\n    SYSLOG_IDENTIFIER=dockerd", "dockerd: started")]
    public void AnEntryBecomesItsMessage(string fields, string message) =>
        Assert.Equal(["before", message, "_BOOT_ID after"], Unwrapped("before\n" + Heading + "\n" + fields + "\n_BOOT_ID after\n    _BOOT_ID=2c3d"));

    [Fact]
    public void EachEntryOfAnExportHasItsOwnWriter() => Assert.Equal(
        ["kernel: one", "", "dockerd: two"],
        Unwrapped("__CURSOR=s=1\n_TRANSPORT=kernel\nMESSAGE=one\n\n__CURSOR=s=2\nSYSLOG_IDENTIFIER=dockerd\nMESSAGE=two"));

    [Theory]
    [InlineData("$ cat /proc/cmdline\nBOOT_IMAGE=/vmlinuz-6.8.0-50-generic root=/dev/sda1 ro")]
    [InlineData("$ env\nLD_LIBRARY_PATH=/opt/lib\nCUDA_VISIBLE_DEVICES=0")]
    public void FieldsElsewhereInThePasteStay(string elsewhere)
    {
        const string entry = Heading + "\n    _TRANSPORT=kernel\n    MESSAGE=NVRM: Xid 79";

        Assert.Equal([.. elsewhere.Split('\n'), "", "kernel: NVRM: Xid 79"], Unwrapped(elsewhere + "\n\n" + entry));
        Assert.Equal(["kernel: NVRM: Xid 79", .. elsewhere.Split('\n')], Unwrapped(entry + "\n" + elsewhere));
    }

    private static IEnumerable<string> Unwrapped(string text) =>
        JournalFields.Unwrap([.. text.Split('\n').Select((line, index) => new LogLine(index + 1, line))]).Select(line => line.Text);
}
