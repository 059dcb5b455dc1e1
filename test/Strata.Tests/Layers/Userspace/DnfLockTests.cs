using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Layers.Userspace;

public sealed class DnfLockTests
{
    [Theory]
    [InlineData("nvidia-driver-libs-3:570.86.15-1.el9.*", "nvidia-driver-libs")]
    [InlineData("nvidia-driver-libs-570.86.15-1.el9", "nvidia-driver-libs")]
    [InlineData("*nvidia*-*", "*nvidia*")]
    [InlineData("nvidia-driver", "")]
    [InlineData("!nvidia-driver-3:570.86.15-1.el9", "")]
    [InlineData("a-1 x", "")]
    public void ALockIsTheNameBeforeTheVersion(string line, string expected) =>
        Assert.Equal(expected, string.Join(',', DnfLock.ParseList(TextDocument.Of("list", line)).Select(held => held.Pattern)));

    [Fact]
    public void ALineLongerThanAnyNameIsNoLock() =>
        Assert.Empty(DnfLock.ParseList(TextDocument.Of("list", "a" + string.Concat(Enumerable.Repeat("-1", 100_000)) + "\na" + string.Concat(Enumerable.Repeat("-1", 100_000)) + " x")));

    [Fact]
    public void ManyExclusionsCostNoMoreThanTheyHold()
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Root, "/"));
        machine.Add("/etc/dnf/dnf.conf", TextDocument.Of("dnf.conf", string.Concat(Enumerable.Range(0, 20_000).Select(index => $"exclude=*a*b{index}*\n"))));
        Package[] packages = [.. Enumerable.Range(0, 50).Select(index => new Package($"nvidia-{index}", "570.86.15-1.el9", "ii", new Source("rpm")))];

        Assert.Empty(HeldPackageCollector.Collect(machine, [.. packages], []));
        Assert.Equal(DnfLock.Most, DnfLock.ParseConfiguration(machine.Read("/etc/dnf/dnf.conf").Or(null)!).Length);
    }
}
