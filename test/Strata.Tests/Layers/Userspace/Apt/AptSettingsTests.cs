using Strata.Layers.Userspace.Apt;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Layers.Userspace.Apt;

public sealed class AptSettingsTests
{
    [Theory]
    [InlineData("APT::Periodic::Enable \"1\";", "APT::Periodic::Enable=1")]
    [InlineData("APT { Periodic { Enable \"1\"; }; };", "APT::Periodic::Enable=1")]
    [InlineData("List { \"a\"; \"b;c\"; };", "List=a|List=b;c")]
    [InlineData("List:: \"a\";", "List=a")]
    [InlineData("A \"http://host/\"; // \"b\";", "A=http://host/")]
    [InlineData("// A \"1\";\n# B \"2\";\n/* C \"3\";\nD \"4\"; */ E \"5\";", "E=5")]
    [InlineData("List { \"a\"; };\n#clear List;\nList { \"b\"; };", "List=b")]
    [InlineData("A true;", "A=true")]
    [InlineData("} { ; \"", "")]
    public void EachFormIsRead(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', AptSettings.Parse(TextDocument.Of("apt.conf", text)).Select(setting => $"{setting.Name}={setting.Value}")));

    [Fact]
    public void OnlyFilesThatAptReadsCount()
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Root, "/"));
        machine.Add("/etc/apt/apt.conf.d/20auto", TextDocument.Of("20auto", "A \"1\";"));
        machine.Add("/etc/apt/apt.conf.d/30local.conf", TextDocument.Of("30local.conf", "A \"2\";"));
        machine.Add("/etc/apt/apt.conf.d/50auto.ucf-dist", TextDocument.Of("50auto.ucf-dist", "A \"3\";"));
        machine.Add("/etc/apt/apt.conf.d/60old~", TextDocument.Of("60old~", "A \"4\";"));
        machine.Add("/etc/apt/apt.conf.d/.70hidden.conf", TextDocument.Of(".70hidden.conf", "A \"5\";"));
        machine.AddDirectory("/etc/apt/apt.conf.d", [".70hidden.conf", "20auto", "30local.conf", "50auto.ucf-dist", "60old~"], new Source("/etc/apt/apt.conf.d"));

        Assert.Equal("2", AptCollector.Settings(machine).Or(null)?.Last("a")?.Value);
    }

    [Theory]
    [InlineData("a{")]
    [InlineData("a { b \"1\"; };")]
    [InlineData("a \"1\"; #clear b;")]
    public void HostileFilesCostNoMoreThanTheyHold(string repeated)
    {
        var file = TextDocument.Of("apt.conf", string.Concat(Enumerable.Repeat(repeated + "\n", 30_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var settings = AptSettings.Parse(file);

        Assert.InRange(settings.Length, 0, 10_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void ANameWithoutEndIsNotCarriedOn() =>
        Assert.Empty(AptSettings.Parse(TextDocument.Of("apt.conf", new string('a', 300) + " { b \"1\"; };")));
}
