using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Strata.Judging;
using Strata.Linux.Bundles;
using Strata.Linux.Inputs;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Redaction;
using Strata.Rendering;
using Strata.Snapshots;

namespace Strata.Linux.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_bundle_gives_the_report_of_the_machine_it_was_taken_of()
    {
        using var machine = new RootMachine(Host().Root);
        var recorder = new RecordingMachine(machine);
        var live = Judge(recorder);
        CaptureExtras.Ask(recorder);
        using var input = Open(recorder.Captured with { Origin = new Origin(OriginKind.Live, "this machine", "2026-01-02T03:04:05Z") }, []);
        var bundle = BundleReader.Read(input);
        Assert.Equal((OriginKind.Live, "2026-01-02T03:04:05Z", true), (bundle.Origin.Kind, bundle.Origin.TakenAt, bundle.Origin.IsBundle));
        Assert.Equal(live, Judge(bundle));
        Assert.Contains("nouveau", live, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cases")]
    [InlineData("distinctions")]
    [InlineData("live")]
    public void Every_case_of_the_lab_gives_the_same_report_from_its_bundle(string group)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Peers.Peer.Checkout, "lab", group), "*.md"))
        {
            var recorder = new RecordingMachine(new LabMachine(LabCaseReader.Parse(Path.GetFileName(path), File.ReadAllText(path))));
            var report = Judge(recorder);
            using var input = Open(recorder.Captured, []);
            Assert.Equal(report, Judge(BundleReader.Read(input)));
        }
    }

    [Fact]
    public void A_redacted_bundle_gives_the_same_findings()
    {
        using var machine = new RootMachine(Host().Root);
        var recorder = new RecordingMachine(machine);
        var live = Snapshotter.Take(recorder);
        CaptureExtras.Ask(recorder);
        var (redacted, removed) = Redactor.Redact(recorder.Captured);
        using var input = Open(redacted, removed);
        var report = new Judge(Rules.All).Decide(Snapshotter.Take(BundleReader.Read(input)));
        Assert.Equal(
            new Judge(Rules.All).Decide(live).Findings.Select(finding => finding.Finding.Rule.Slug),
            report.Findings.Select(finding => finding.Finding.Rule.Slug));
        var bytes = Unpack(Pack(redacted, removed));
        foreach (var secret in (string[])["gpubox7", "alicia", "hunter2", "203.0.113.77", "10.20.30.40", "1320220012345"])
        {
            Assert.DoesNotContain(secret, bytes, StringComparison.Ordinal);
        }
        foreach (var evidence in (string[])["0000:65:00.0", "535.113.01", "6.1.0-13-amd64", "12.345678"])
        {
            Assert.Contains(evidence, bytes, StringComparison.Ordinal);
        }
        Assert.Contains("\"host name\"", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_answer_survives()
    {
        ImmutableArray<Captured> items =
        [
            new(CapturedKind.File, "/a", CapturedState.Known) { Lines = ["one", "", "\u00e9\u4e2d", ""], FirstLine = 7 },
            new(CapturedKind.File, "/empty", CapturedState.Known),
            new(CapturedKind.File, "/gone", CapturedState.Absent),
            new(CapturedKind.File, "/no", CapturedState.Unreadable) { Why = "permission denied" },
            new(CapturedKind.Bytes, "/config", CapturedState.Known) { Bytes = new byte[] { 0, 1, 255, 10, 13 }, Most = 64 },
            new(CapturedKind.List, "/d", CapturedState.Known) { Lines = ["a", "b"] },
            new(CapturedKind.Link, "/l", CapturedState.Known) { Lines = ["../x"] },
            new(CapturedKind.Stat, "/dev/nvidia0", CapturedState.Known) { Status = new FileStatus(FileKind.CharacterDevice, 0x1b6, "root", "video", 195, 0) },
            new(CapturedKind.Tool, "nvidia-smi", CapturedState.Known) { Lines = ["failed"], ExitCode = 9, Source = new Source("nvidia-smi", 1, "failed") },
            new(CapturedKind.Log, "dmesg", CapturedState.Known) { Log = [new LogLine(1, "a"), new LogLine(2, "b")] },
            new(CapturedKind.Log, "journal", CapturedState.Known) { Log = [new LogLine(5, "a\tb"), new LogLine(9, "c")], Era = Era.EarlierBoot },
        ];
        using var input = Open(new CapturedMachine(new Origin(OriginKind.Live, "this machine"), items), []);
        var machine = BundleReader.Read(input);
        var text = Assert.IsType<Reading<TextDocument>.Known>(machine.Read("/a")).Value;
        Assert.Equal((string[])["one", "", "\u00e9\u4e2d", ""], text.Lines.AsEnumerable());
        Assert.Equal(7, text.FirstLine);
        Assert.Empty(machine.Read("/empty").Or(null)!.Lines);
        Assert.True(machine.Read("/gone").IsAbsent);
        Assert.Equal("permission denied", Assert.IsType<Reading<TextDocument>.Unreadable>(machine.Read("/no")).Why);
        Assert.Equal("not in this bundle", Assert.IsType<Reading<TextDocument>.Unreadable>(machine.Read("/other")).Why);
        Assert.Equal([0, 1, 255], machine.ReadBytes("/config", 3).Or(default).ToArray());
        Assert.Equal(5, machine.ReadBytes("/config", 4096).Or(default).Length);
        Assert.Equal((string[])["a", "b"], machine.List("/d").Or([]).AsEnumerable());
        Assert.Equal("../x", machine.ReadLink("/l").Or(null));
        Assert.Equal(items[7].Status, machine.Stat("/dev/nvidia0").Or(null));
        var tool = machine.Run(ToolCall.Of("nvidia-smi"));
        Assert.Equal((9, 1), (tool.Or(null)!.ExitCode, tool.Source.Line));
        var logs = machine.Logs().ToList();
        Assert.Equal(items[9].Log.AsEnumerable(), logs[0].Lines);
        Assert.Equal(items[10].Log.AsEnumerable(), logs[1].Lines);
        Assert.Equal(Era.EarlierBoot, logs[1].Era);
    }

    [Fact]
    public void The_same_capture_is_the_same_bundle()
    {
        var captured = new CapturedMachine(new Origin(OriginKind.Live, "this machine"), [new(CapturedKind.List, "/", CapturedState.Absent)]);
        Assert.Equal(Pack(captured, []), Pack(captured, []));
    }

    [Fact]
    public void A_file_is_written_for_its_owner_only_and_replaced_whole()
    {
        _temp.File("b", "old");
        BundleWriter.WriteFile(_temp.At("b"), new CapturedMachine(new Origin(OriginKind.Live, "x"), []), [], "1");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_temp.At("b")));
        Assert.Equal(["b"], Directory.EnumerateFiles(_temp.Root).Select(Path.GetFileName));
        using var input = InputDetector.Open(_temp.At("b"));
        Assert.Equal(InputKind.Bundle, input.Kind);
    }

    [Fact]
    public void A_link_that_lies_in_wait_is_not_followed()
    {
        _temp.File("victim", "old").Link("b.part", "victim").Link("b", "victim");
        BundleWriter.WriteFile(_temp.At("b"), new CapturedMachine(new Origin(OriginKind.Live, "x"), []), [], "1");
        Assert.Equal("old", File.ReadAllText(_temp.At("victim")));
        Assert.Null(new FileInfo(_temp.At("b")).LinkTarget);
        Assert.Throws<DirectoryNotFoundException>(() => BundleWriter.WriteFile(_temp.At("none/b"), new CapturedMachine(new Origin(OriginKind.Live, "x"), []), [], "1"));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a/b/c/d/e/f/g/h/i")]
    public void Names_that_lead_elsewhere_are_refused(string name) => Refused(Raw(("manifest.json", "{}"), (name, "x")));

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('4')]
    [InlineData('5')]
    [InlineData('6')]
    [InlineData('x')]
    [InlineData('L')]
    public void Links_devices_pipes_and_extensions_are_refused(char type)
    {
        var archive = Raw(("manifest.json", "{}"), ("a", "x"));
        archive[1024 + 156] = (byte)type;
        FixSum(archive.AsSpan(1024, 512));
        Refused(archive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schema\":\"strata.bundle/9\",\"entries\":[]}")]
    [InlineData("{\"schema\":\"strata.bundle/1\"}")]
    [InlineData("{\"schema\":\"strata.bundle/1\",\"entries\":[null]}")]
    [InlineData("{\"schema\":\"strata.bundle/1\",\"entries\":[{\"kind\":\"file\",\"key\":null,\"state\":\"known\"}]}")]
    [InlineData("{\"schema\":\"strata.bundle/1\",\"entries\":[{\"kind\":\"soul\",\"key\":\"a\",\"state\":\"known\"}]}")]
    [InlineData("{\"schema\":\"strata.bundle/1\",\"entries\":[{\"kind\":\"file\",\"key\":\"a\",\"state\":\"known\",\"content\":\"nowhere\"}]}")]
    [InlineData("{\"schema\":\"strata.bundle/1\",\"entries\":[{\"kind\":\"stat\",\"key\":\"a\",\"state\":\"known\",\"status\":{\"kind\":\"fifo\",\"mode\":\"99\"}}]}")]
    [InlineData("{\"schema\":\"strata.bundle/1\",\"entries\":[{\"kind\":\"stat\",\"key\":\"a\",\"state\":\"known\",\"status\":{\"kind\":\"fifo\",\"mode\":\"\"}}]}")]
    [InlineData("{\"schema\":\"strata.bundle/1\",\"entries\":[{\"kind\":\"file\",\"key\":\"a\",\"state\":\"known\",\"content\":\"manifest.json\"},{\"kind\":\"file\",\"key\":\"b\",\"state\":\"known\",\"content\":\"manifest.json\"}]}")]
    public void Manifests_that_say_nothing_useful_are_refused(string manifest) => Refused(Raw(("manifest.json", manifest)));

    [Fact]
    public void A_cut_bundle_is_refused()
    {
        var whole = Pack(new CapturedMachine(new Origin(OriginKind.Live, "x"), [.. Enumerable.Range(0, 50).Select(Item)]), []);
        for (var length = whole.Length / 4; length < whole.Length * 7 / 8; length += whole.Length / 16)
        {
            _temp.File("cut", whole[..length]);
            Assert.Throws<InputException>(() =>
            {
                using var input = InputDetector.Open(_temp.At("cut"));
                BundleReader.Read(input);
            });
        }

        static Captured Item(int number) => new(CapturedKind.File, "/" + number, CapturedState.Known) { Lines = [.. Enumerable.Range(0, 40).Select(line => ((number * 7919L * (line + 3)) ^ 0x5bd1e995).ToString())] };
    }

    [Fact]
    public void A_bomb_is_refused()
    {
        var bomb = Raw(("manifest.json", "{}"), ("a", new string('a', 40_000_000)));
        Refused(bomb);
        var promise = Raw(("manifest.json", "{}"), ("a", "x"));
        Encoding.ASCII.GetBytes("77777777777\0").CopyTo(promise, 1024 + 124);
        FixSum(promise.AsSpan(1024, 512));
        Refused(promise);
    }

    [Fact]
    public void Any_flipped_byte_is_an_error_or_a_machine()
    {
        var archive = Unzip(Pack(new CapturedMachine(new Origin(OriginKind.Live, "x"), [new(CapturedKind.File, "/a", CapturedState.Known) { Lines = ["x"] }]), []));
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var copy = archive.ToArray();
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
            _temp.File("flip", Zip(copy));
            try
            {
                using var input = InputDetector.Open(_temp.At("flip"));
                if (input.Kind == InputKind.Bundle)
                {
                    BundleReader.Read(input).Read("/a");
                }
            }
            catch (InputException failure)
            {
                Assert.DoesNotContain('\n', failure.Message);
            }
        }
    }

    private static string Judge(IMachine machine)
    {
        var report = new Judge(Rules.All).Decide(Snapshotter.Take(machine));
        return ReportJson.Render(report with { Origin = new Origin(OriginKind.Live, "x") }, "1");
    }

    private static byte[] Pack(CapturedMachine captured, ImmutableArray<Removed> removed)
    {
        using var stream = new MemoryStream();
        BundleWriter.Write(stream, captured, removed, "1.2.3");
        return stream.ToArray();
    }

    private static byte[] Unzip(byte[] packed)
    {
        using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    private static string Unpack(byte[] packed) => Encoding.UTF8.GetString(Unzip(packed));

    private static byte[] Zip(byte[] plain)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(plain);
        }
        return stream.ToArray();
    }

    private static byte[] Raw(params ReadOnlySpan<(string Name, string Content)> files)
    {
        using var stream = new MemoryStream();
        foreach (var (name, content) in files)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            stream.Write(new TarBlock(name, bytes.Length).Write(0));
            stream.Write(bytes);
            stream.Write(new byte[(512 - (bytes.Length % 512)) % 512]);
        }
        stream.Write(new byte[1024]);
        return stream.ToArray();
    }

    private static void FixSum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private void Refused(byte[] archive)
    {
        _temp.File("bad", Zip(archive));
        using var input = InputDetector.Open(_temp.At("bad"));
        Assert.Equal(InputKind.Bundle, input.Kind);
        var failure = Assert.Throws<InputException>(() => BundleReader.Read(input));
        Assert.DoesNotContain('\n', failure.Message);
    }

    private DetectedInput Open(CapturedMachine captured, ImmutableArray<Removed> removed)
    {
        _temp.File("bundle", Pack(captured, removed));
        return InputDetector.Open(_temp.At("bundle"));
    }

    private TempTree Host() => _temp
        .File("proc/sys/kernel/osrelease", "6.1.0-13-amd64\n")
        .File("proc/sys/kernel/hostname", "gpubox7\n")
        .File("proc/sys/kernel/version", "#1 SMP Debian 6.1.55-1\n")
        .File("proc/version", "Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP Debian 6.1.55-1\n")
        .File("proc/modules", "nouveau 2482176 1 - Live 0x0000000000000000\nmxm_wmi 16384 1 nouveau, Live 0x0000000000000000\n")
        .File("proc/cmdline", "BOOT_IMAGE=/vmlinuz-6.1.0-13-amd64 root=/dev/sda1 ro quiet\n")
        .File("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n")
        .File("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nalicia:x:1000:1000:,,,:/home/alicia:/bin/bash\n")
        .File("etc/docker/daemon.json", "{ \"password\": \"hunter2\", \"insecure-registries\": [\"10.20.30.40:5000\"] }\n")
        .File("home/alicia/x", "")
        .File("sys/bus/pci/devices/0000:65:00.0/vendor", "0x10de\n")
        .File("sys/bus/pci/devices/0000:65:00.0/device", "0x2231\n")
        .File("sys/bus/pci/devices/0000:65:00.0/class", "0x030000\n")
        .Link("sys/bus/pci/devices/0000:65:00.0/driver", "../../../../bus/pci/drivers/nouveau")
        .File("var/log/nvidia-installer.log", "nvidia-installer log file '/var/log/nvidia-installer.log'\nSerial Number : 1320220012345\ninstaller version: 535.113.01\n")
        .File("var/log/kern.log",
            "Nov 15 09:55:03 gpubox7 kernel: [    0.000000] Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org)\n"
            + "Nov 15 09:55:03 gpubox7 kernel: [   12.345678] nouveau 0000:65:00.0: NVIDIA GA102 (172000a1)\n"
            + "Nov 15 09:55:04 gpubox7 sshd[77]: Accepted publickey for alicia from 10.20.30.40 port 5022 ssh2\n");
}
