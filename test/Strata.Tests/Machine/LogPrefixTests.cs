using Strata.Machine;
using Xunit;

namespace Strata.Tests.Machine;

public sealed class LogPrefixTests
{
    [Theory]
    [InlineData("[   14.786065] NVRM: x", 14.786065, null, "kernel", "NVRM: x")]
    [InlineData("[Sun May 17 15:55:50 2026] NVRM: x", null, "Sun May 17 15:55:50 2026", "kernel", "NVRM: x")]
    [InlineData("Sep 13 12:22:48 host kernel: [521526.650125] NVRM: x", 521526.650125, "Sep 13 12:22:48", "kernel", "NVRM: x")]
    [InlineData("Sep  7 12:22:48 host kernel: NVRM: x", null, "Sep  7 12:22:48", "kernel", "NVRM: x")]
    [InlineData("9月 23 11:52:50 host /usr/lib/gdm3/gdm-x-session[1343]: (EE) y", null, "9月 23 11:52:50", "/usr/lib/gdm3/gdm-x-session", "(EE) y")]
    [InlineData("za 3 dec 10:11:12 host kernel: NVRM: x", null, "za 3 dec 10:11:12", "kernel", "NVRM: x")]
    [InlineData("2026-08-16T16:20:17.153440-05:00 host kernel: NVRM: x", null, "2026-08-16T16:20:17.153440-05:00", "kernel", "NVRM: x")]
    [InlineData("kern  :warn  : [   12.345678] NVRM: x", 12.345678, null, "kernel", "NVRM: x")]
    [InlineData("kernel: NVRM: x", null, null, "kernel", "NVRM: x")]
    [InlineData("[    1.641325] kernel: nvidia-nvlink: x", 1.641325, null, "kernel", "nvidia-nvlink: x")]
    [InlineData("Sep 13 12:22:48 host root[12]: NVRM: Xid forged", null, "Sep 13 12:22:48", "root", "NVRM: Xid forged")]
    [InlineData("NVRM: bare", null, null, "", "NVRM: bare")]
    [InlineData("", null, null, "", "")]
    public void ReadsTimeWriterAndMessage(string line, double? seconds, string? wall, string writer, string message)
    {
        var prefix = LogPrefix.Parse(line);

        Assert.Equal(seconds, prefix.Seconds);
        Assert.Equal(wall, prefix.Wall);
        Assert.Equal(writer, prefix.Writer);
        Assert.Equal(message, line[prefix.Length..]);
    }
}
