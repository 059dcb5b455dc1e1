using System.IO.Compression;
using Strata.Machine;

namespace Strata.Linux.Tests.Modules;

public sealed class ModuleReaderTests : IDisposable
{
    private const string Signer = "Box Secure Boot Module Signature key";

    // ModuleSample.Sign(ModuleSample.Elf(), Signer) as xz and zstd pack it.
    private const string PackedXz =
        "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4ASuAdhdAD+RRYRoPYYlm2W+66jscMwVDCdZNvyaQGSSZBng+Q9Ma6EyYgZXwP5iiUiidm3tcuJJMpYhHUtHzOW3AcJS0Kvm4N9saY33Ji2A"
        + "/sggnABpBP3G5i4QoiigvGlRXrRQU/XfF13iWEEaPZ4dkaE+BUqPb6zDIr2k6mtc5vE/iUPIEDBQ2xTEiKECasFJkIhHo/uGqWsYp85c7welKhk6E6l3P3Zai6jVaeXHSSRzgBBMJ9oL"
        + "wGo0YnUuCYb7SyJMoCqgp92t4J6FAodnWy7aRlBNSwngO33WQ+At5LhVhGvMpXwptAknQHnlmFTnFo5EFacvcy+B6DT1QomvDrdFh7uzqqW2SdkLm4NErtHtTmt3QpZ4rfqDAZ5GmqNZ"
        + "gHkYp1N9ZxJ4P2LAWuM38RXlDoaV74LBStLWO9FA/vfIRfF1IK38ZaJcf7nUCeIsooWyt4HS5E7d71kQJ8R7XOvyOwABFT6K8LSm+hfN0l2lZQ96kOE21nT/DzYxAyl/og2v4YkZyYrm"
        + "byUtnLA922ccAc5WYnISIZE7Y4gzK1sG4bq/1smyLmtbOv46qgdv+wF+AJuxWDIqOe6Se6NY7XIQ5n+9uZm6pDqQM5zkcLtjilLWzJSTo9i0IxYAfHOJcgAB8AOvCQAAyIW+iz4wDYsC"
        + "AAAAAAFZWg==";

    private const string PackedZstd =
        "KLUv/WSvA0UPABbbXy5Adw4L6RiuwzAMwoWsqW7v1CKu1U1y4vic4tltzvvXukyrYIY8os5HV71nBpIyUQBTAFMAab6lHP549+j6Mey+L65nlLtshz+XOSszd/tMabC30yLnNifnaVYm"
        + "lUjKrmyOow+nuhZmZ5lD+pBaJ/Q7f5W95V9dFf3W7VlnQd4gswaESiBf//BbpkyrkmJZ2xQyOSHbPE0LqrK0tG1Tnl3oc/bmvvHDGe0r//fXHAJ9PB1OBnOxVCgTyblVuGfH3uzeap9s"
        + "VeZYuyPXHSvos8+d07Dqi/aUvQU6kRSOhI7CYKiBO7FZBE0HxlHnePexmd0ZZ1e3NbMsjeG417qZc/m1uPzOCv3Li2POajruFXHW32QpB7Uq/i8KRnu4hdM3l31N3RvHwVa3LeO3DYbe"
        + "+iv/9017j6gBWQMFWhspigCA97Y45TR2Vf4Nt7qmMnbdTvkwTv1VuXM7DURAwAoMHhtyRrZlu14aeOrDDgAEgdcjYawwOOzEqTXgF9TAIoAQKSBgyggh0QMo4kh5THb/nCqgAme6lgMi"
        + "oCturBEQBm2C7IaaPUqTyg41G6IJK7tRswUj/OYbJGvRivWYcQgw9gjyJI6Nu74WDAjWjhnmtqrU2lxPhlEGUCEyDkhAskUC9XQWYzECPJyg1A==";

    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Both_widths_and_byte_orders_are_read(bool is64, bool isBig)
    {
        _temp.File("nvidia.ko", ModuleSample.Elf(is64, isBig));
        var lines = Lines("/nvidia.ko");
        Assert.Equal("filename:       /nvidia.ko", lines[0]);
        Assert.Contains("license:        NVIDIA", lines);
        Assert.Contains("version:        535.113.01", lines);
        Assert.Contains("vermagic:       6.1.0-13-amd64 SMP preempt mod_unload modversions ", lines);
        Assert.Contains("parm:           NVreg_EnableGpuFirmware:Use the firmware (int)", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("signer:", StringComparison.Ordinal) || line.StartsWith("some:", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_packing_gives_the_same_answer()
    {
        var module = ModuleSample.Sign(ModuleSample.Elf(), Signer);
        _temp.File("a.ko", module).File("a.ko.gz", Zip(module)).File("a.ko.xz", Convert.FromBase64String(PackedXz)).File("a.ko.zst", Convert.FromBase64String(PackedZstd));
        var plain = Lines("/a.ko").Skip(1).ToList();
        Assert.Contains("signer:         " + Signer, plain);
        Assert.Contains("sig_key:        12:34:AB", plain);
        Assert.Contains("sig_hashalgo:   sha512", plain);
        foreach (var suffix in (string[])[".gz", ".xz", ".zst"])
        {
            var reading = Ask("/a.ko" + suffix);
            if (reading is not Reading<ToolOutput>.Unreadable { Why: var why } || !why.Contains("not installed", StringComparison.Ordinal))
            {
                Assert.Equal(plain, Lines("/a.ko" + suffix).Skip(1));
            }
        }
    }

    [Theory]
    [InlineData(200_000)]
    [InlineData(262_000)]
    [InlineData(524_000)]
    [InlineData(786_000)]
    [InlineData(3_000_000)]
    public void A_large_packed_module_is_scanned(int padding)
    {
        _temp.File("a.ko.gz", Zip(ModuleSample.Sign(ModuleSample.Elf(padding: padding), Signer)));
        var lines = Lines("/a.ko.gz");
        Assert.Equal("license:        NVIDIA", lines[1]);
        Assert.Contains("signer:         " + Signer, lines);
    }

    [Fact]
    public void A_name_is_looked_up_for_the_running_kernel()
    {
        _temp.File("proc/sys/kernel/osrelease", "6.1.0-13-amd64\n")
            .File("lib/modules/6.1.0-13-amd64/modules.dep", "updates/dkms/nvidia-current-uvm.ko: updates/dkms/nvidia.ko\nupdates/dkms/nvidia.ko:\n")
            .File("lib/modules/6.1.0-13-amd64/modules.builtin", "kernel/drivers/vfio/vfio-pci.ko\n")
            .File("lib/modules/6.1.0-13-amd64/updates/dkms/nvidia.ko", ModuleSample.Elf())
            .File("lib/modules/6.1.0-13-amd64/updates/dkms/nvidia-current-uvm.ko", ModuleSample.Elf());
        Assert.Equal("filename:       /lib/modules/6.1.0-13-amd64/updates/dkms/nvidia.ko", Lines("nvidia")[0]);
        Assert.Equal("filename:       /lib/modules/6.1.0-13-amd64/updates/dkms/nvidia-current-uvm.ko", Lines("nvidia_current_uvm")[0]);
        Assert.Contains("filename:       (builtin)", Lines("vfio_pci"));
        Assert.True(Ask("nvidia_drm").IsAbsent);
        Assert.True(Ask("/lib/modules/6.1.0-13-amd64/updates/dkms/nvidia-drm.ko").IsAbsent);
    }

    [Fact]
    public void Without_modules_a_name_is_absent() => Assert.True(Ask("nvidia").IsAbsent);

    [Fact]
    public void What_is_no_module_is_unreadable()
    {
        _temp.File("a.ko", "text").File("b.ko", []).File("c.ko.gz", "text").File("d.ko.xz", "text").File("e.ko.zst", "text").File("f.txt", ModuleSample.Elf()).Fifo("g.ko");
        foreach (var path in (string[])["/a.ko", "/b.ko", "/c.ko.gz", "/d.ko.xz", "/e.ko.zst", "/f.txt", "/g.ko"])
        {
            Assert.True(Ask(path).IsUnreadable, path);
        }
    }

    [Fact]
    public void Damaged_modules_never_throw()
    {
        var whole = ModuleSample.Sign(ModuleSample.Elf(), Signer);
        byte[][] packed = [whole, Zip(whole), Convert.FromBase64String(PackedXz), Convert.FromBase64String(PackedZstd)];
        string[] suffixes = ["", ".gz", ".xz", ".zst"];
        var random = new Random(2);
        for (var i = 0; i < 1200; i++)
        {
            var kind = i % packed.Length;
            var copy = packed[kind][..(i % 3 == 0 ? random.Next(packed[kind].Length) : packed[kind].Length)];
            for (var flips = random.Next(6); flips > 0 && copy.Length > 0; flips--)
            {
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            }
            _temp.File("a.ko" + suffixes[kind], copy);
            Assert.False(Ask("/a.ko" + suffixes[kind]).IsAbsent);
        }
    }

    private static byte[] Zip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(content);
        }
        return stream.ToArray();
    }

    private Reading<ToolOutput> Ask(string subject)
    {
        using var machine = new RootMachine(_temp.Root);
        return machine.Run(ToolCall.Of("modinfo", subject));
    }

    private List<string> Lines(string subject) => [.. Assert.IsType<Reading<ToolOutput>.Known>(Ask(subject)).Value.Output.Lines];
}
