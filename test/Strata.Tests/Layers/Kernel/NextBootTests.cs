using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class NextBootTests
{
    private const string Menu = """
        set default="0"
        menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-0000' {
        	linux	/boot/vmlinuz-6.1.0-56-amd64 root=UUID=0000 ro quiet
        }
        submenu 'Advanced options for Debian GNU/Linux' $menuentry_id_option 'gnulinux-advanced-0000' {
        	menuentry 'Debian GNU/Linux, with Linux 6.1.0-56-amd64' {
        		linux	/boot/vmlinuz-6.1.0-56-amd64 root=UUID=0000 ro quiet
        	}
        	menuentry 'Debian GNU/Linux, with Linux 6.1.0-55-amd64' {
        		linux	/boot/vmlinuz-6.1.0-55-amd64 root=UUID=0000 ro quiet
        	}
        }
        """;

    [Theory]
    [InlineData("0", "6.1.0-56-amd64")]
    [InlineData("1>1", "6.1.0-55-amd64")]
    [InlineData("some title", "6.1.0-56-amd64")]
    public void TheMenuTellsTheKernelOfAnEntry(string wanted, string release) =>
        Assert.Equal(release, NextBoot.FromMenu(TextDocument.Of("/boot/grub/grub.cfg", Menu), wanted)?.Or(null));

    [Fact]
    public void AnEntryBeyondTheMenuIsNotKnown() => Assert.Null(NextBoot.FromMenu(TextDocument.Of("/boot/grub/grub.cfg", Menu), "7"));

    [Theory]
    [InlineData("title Fedora\nversion 6.11.4-301.fc41.x86_64\nlinux /vmlinuz-6.11.4-301.fc41.x86_64", "6.11.4-301.fc41.x86_64")]
    [InlineData("title X\nlinux /vmlinuz-5.14.0-362.8.1.el9_3.x86_64", "5.14.0-362.8.1.el9_3.x86_64")]
    public void ABootLoaderEntryNamesItsKernel(string entry, string release) =>
        Assert.Equal(release, NextBoot.Entry(TextDocument.Of("/boot/loader/entries/x.conf", entry))?.Or(null));

    [Theory]
    [InlineData("GRUB_DEFAULT=0", "", "6.1.0-56-amd64")]
    [InlineData("GRUB_DEFAULT=saved", "saved_entry=gnulinux-advanced-0000>gnulinux-6.1.0-55-amd64-advanced-0000", "6.1.0-55-amd64")]
    [InlineData("GRUB_DEFAULT=\"1>1\"", "", "6.1.0-55-amd64")]
    [InlineData("GRUB_DEFAULT=0", "next_entry=gnulinux-6.1.0-55-amd64-advanced-0000", "6.1.0-55-amd64")]
    public void GrubIsFollowed(string defaults, string environment, string release)
    {
        var machine = Machine();
        machine.Add("/etc/default/grub", TextDocument.Of("/etc/default/grub", defaults));
        machine.Add("/boot/grub/grubenv", TextDocument.Of("/boot/grub/grubenv", environment));
        machine.Add("/boot/grub/grub.cfg", TextDocument.Of("/boot/grub/grub.cfg", Menu));
        machine.AddDirectory("/boot/grub", ["grub.cfg", "grubenv"], new Source("/boot/grub"));

        Assert.Equal(release, NextBoot.Collect(machine, Kernels()).Or(null));
    }

    [Fact]
    public void AProxmoxPinWins()
    {
        var machine = Machine();
        machine.Add("/etc/kernel/next-boot-pin", TextDocument.Of("/etc/kernel/next-boot-pin", "6.1.0-55-amd64"));

        Assert.Equal("6.1.0-55-amd64", NextBoot.Collect(machine, Kernels()).Or(null));
    }

    [Fact]
    public void WithoutABootLoaderTheNewestKernelIsNext() => Assert.Equal("6.1.0-56-amd64", NextBoot.Collect(Machine(), Kernels()).Or(null));

    private static TranscriptMachine Machine() => new(new Origin(OriginKind.Root, "/"));

    private static Reading<System.Collections.Immutable.ImmutableArray<InstalledKernel>> Kernels() => Reading.Known(
        System.Collections.Immutable.ImmutableArray.Create(Kernel("6.1.0-55-amd64"), Kernel("6.1.0-56-amd64")), new Source("/lib/modules"));

    private static InstalledKernel Kernel(string release) => new(release) { Image = Reading.Known(value: true, new Source("/boot")) };
}
