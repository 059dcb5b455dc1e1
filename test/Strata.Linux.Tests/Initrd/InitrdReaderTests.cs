using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Strata.Linux.Tests.Modules;
using Strata.Machine;

namespace Strata.Linux.Tests.Initrd;

public sealed class InitrdReaderTests : IDisposable
{
    private const string Image = "/boot/initrd.img-6.1.0-13-amd64";
    private const string Nvidia = "usr/lib/modules/6.1.0-13-amd64/updates/dkms/nvidia-current.ko";

    private static readonly byte[] Microcode = new CpioSample().File("kernel/x86/microcode/GenuineIntel.bin", new byte[5000]).End();

    private static readonly byte[] Main = new CpioSample()
        .File("conf/modules", "vfio-pci\n")
        .File("etc/modprobe.d/nouveau.conf", "blacklist nouveau\n")
        .File("etc/fstab", "nothing\n")
        .Link("etc/modprobe.d/nvidia.conf", "/etc/alternatives/nvidia.conf")
        .Link("etc/alternatives/nvidia.conf", "../nvidia/current/nvidia-modprobe.conf")
        .File("etc/nvidia/current/nvidia-modprobe.conf", "alias a b\n")
        .Link("etc/modprobe.d/lost.conf", "/etc/nowhere.conf")
        .File(Nvidia, ModuleSample.Elf(padding: 300_000))
        .File("usr/lib/modules/6.1.0-13-amd64/kernel/drivers/gpu/drm/nouveau/nouveau.ko", "not read")
        .File("usr/lib/modules/6.1.0-13-amd64/kernel/drivers/net/dummy.ko", "not named")
        .End();

    private static readonly ImmutableArray<string> Names =
    [
        "conf/modules", "etc/modprobe.d/nouveau.conf", "etc/modprobe.d/nvidia.conf", "etc/modprobe.d/lost.conf", Nvidia,
        "usr/lib/modules/6.1.0-13-amd64/kernel/drivers/gpu/drm/nouveau/nouveau.ko",
    ];

    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("lz4")]
    public void EveryPackingShowsModulesAndSettings(string packing)
    {
        using var machine = Holding([.. Microcode, .. Pack(packing, Main)]);

        Assert.Equal(string.Join(" ", Names), string.Join(" ", List(machine).Output.Lines));
    }

    [Fact]
    public void SettingsAreReadBelowTheImage()
    {
        using var machine = Holding([.. Microcode, .. Pack("gzip", Main)]);
        List(machine);

        Assert.Equal("blacklist nouveau", Known(machine.Read(Image + "/etc/modprobe.d/nouveau.conf")).FirstTrimmed);
        Assert.Equal("alias a b", Known(machine.Read(Image + "/etc/modprobe.d/nvidia.conf")).FirstTrimmed);
        Assert.True(machine.Read(Image + "/etc/modprobe.d/lost.conf").IsUnreadable);
        Assert.True(machine.Read(Image + "/etc/modprobe.d/none.conf").IsAbsent);
    }

    [Fact]
    public void AModuleInTheImageTellsItsVersion()
    {
        using var machine = Holding(Pack("gzip", Main));
        List(machine);

        Assert.Contains("version:        535.113.01", Known(machine.Run(ToolCall.Of("modinfo", $"{Image}/{Nvidia}"))).Output.Lines);
        Assert.True(machine.Run(ToolCall.Of("modinfo", Image + "/lib/other.ko")).IsAbsent);
    }

    [Theory]
    [InlineData("BZh91AY", "bzip2")]
    [InlineData("no archive", "no initial RAM disk")]
    public void WhatIsNotReadIsNamed(string content, string why)
    {
        using var machine = Holding([.. Microcode, .. Encoding.ASCII.GetBytes(content)]);

        Assert.Contains(why, Assert.IsType<Reading<ToolOutput>.Unreadable>(machine.Run(ToolCall.Of("lsinitramfs", Image))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void ACutOrAlteredImageIsUnreadableAndNeverThrows()
    {
        var packed = Pack("lz4", Main);
        for (var length = 1; length < Math.Min(packed.Length, 4000); length += 397)
        {
            using var machine = Holding(packed[..length]);
            Assert.False(machine.Run(ToolCall.Of("lsinitramfs", Image)).IsAbsent);
        }
        for (var at = 0; at < 2000; at += 97)
        {
            var altered = Main.ToArray();
            altered[at] ^= 0x55;
            using var machine = Holding(altered);
            Assert.False(machine.Run(ToolCall.Of("lsinitramfs", Image)).IsAbsent);
        }
    }

    private RootMachine Holding(byte[] image)
    {
        _temp.File(Image, image);
        return new RootMachine(_temp.Root);
    }

    private static ToolOutput List(RootMachine machine) => Known(machine.Run(ToolCall.Of("lsinitramfs", Image)));

    private static T Known<T>(Reading<T> reading) => Assert.IsType<Reading<T>.Known>(reading).Value;

    private static byte[] Pack(string packing, byte[] content) => packing switch
    {
        "gzip" => Zip(content),
        "lz4" => Literal(content),
        _ => content,
    };

    private static byte[] Zip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(content);
        }
        return packed.ToArray();
    }

    // A block of lz4 without a match: the length of the literals, then these.
    private static byte[] Literal(byte[] content)
    {
        byte[] block = [0xf0, .. Enumerable.Repeat((byte)0xff, (content.Length - 15) / 255), (byte)((content.Length - 15) % 255), .. content];
        var head = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 0x184C2102);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), block.Length);
        return [.. head, .. block];
    }
}
