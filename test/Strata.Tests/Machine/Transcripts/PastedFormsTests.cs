using System.Net;
using System.Text.Json;
using Strata.Tests.Layers;
using Xunit;

namespace Strata.Tests.Machine.Transcripts;

/// <summary>A known fault stays the first cause, at its own line, whatever people and programs put around the text.</summary>
public sealed class PastedFormsTests
{
    private static readonly Dictionary<string, (string Slug, int Line, string[] Text)> KernelFaults = new(StringComparer.Ordinal)
    {
        ["one line"] = ("gpu-fallen-off-bus", 1, ["[ 4242.101010] NVRM: Xid (PCI:0000:65:00): 79, pid=4711, name=python3, GPU has fallen off the bus."]),
        ["four lines"] = ("driver-library-mismatch-stale-loaded-module", 1,
        [
            "[  512.100001] NVRM: API mismatch: the client has the version 535.183.06, but",
            "[  512.100001] NVRM: this kernel module has the version 535.183.01.  Please",
            "[  512.100001] NVRM: make sure that this kernel module and all NVIDIA driver",
            "[  512.100001] NVRM: components have the same version.",
        ]),
        ["message in pieces"] = ("gpu-needs-legacy-driver-branch", 1,
        [
            "[    5.100001] NVRM: The NVIDIA GeForce GT 710 GPU installed in this system is",
            "[    5.100001] NVRM:  supported through the NVIDIA 470.xx Legacy drivers. Please",
            "[    5.100001] NVRM:  visit http://www.nvidia.com/object/unix.html for more",
            "[    5.100001] NVRM:  information.  The 550.90.07 NVIDIA driver will ignore",
            "[    5.100001] NVRM:  this GPU.  Continuing probe...",
            "[    5.100001] NVRM: No NVIDIA GPU found.",
        ]),
        ["brackets"] = ("vfio-bar-reserved-by-boot-framebuffer", 1, ["[   31.500000] vfio-pci 0000:0b:00.0: BAR 1: can't reserve [mem 0xd0000000-0xdfffffff 64bit pref]"]),
    };

    private static readonly Dictionary<string, (string Slug, int Line, string[] Text)> SessionFaults = new(StringComparer.Ordinal)
    {
        ["error of nvidia-smi"] = ("driver-library-mismatch-stale-loaded-module", 2,
            ["$ nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch", "NVML library version: 550.107"]),
        ["quotes and brackets"] = ("container-toolkit-not-installed", 2,
            ["$ docker run --rm --gpus all ubuntu:24.04 nvidia-smi", "docker: Error response from daemon: could not select device driver \"\" with capabilities: [[gpu]]."]),
        ["indented report"] = ("row-remap-pending-reset", 9,
        [
            "$ nvidia-smi -q -d ROW_REMAPPER", "", "==============NVSMI LOG==============", "", "Attached GPUs                             : 1", "GPU 00000000:4E:00.0", "    Remapped Rows",
            "        Uncorrectable Error               : 1", "        Pending                           : Yes", "        Remapping Failure Occurred        : No",
        ]),
        ["two lines"] = ("dkms-build-failed-headers-missing", 2,
            ["$ sudo dkms autoinstall", "Error! Your kernel headers for kernel 6.1.0-18-amd64 cannot be found.", "Please install the linux-headers-6.1.0-18-amd64 package."]),
        ["tabs"] = ("nouveau-bound-to-gpu", 4,
        [
            "$ lspci -nnk", "01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA104 [GeForce RTX 3070] [10de:2484] (rev a1)",
            "\tSubsystem: Micro-Star International Co., Ltd. [MSI] Device [1462:3904]", "\tKernel driver in use: nouveau", "\tKernel modules: nvidiafb, nouveau, nvidia_drm, nvidia",
            "$ nvidia-smi", "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
        ]),
        ["files and tools"] = ("driver-library-mismatch-stale-loaded-module", 7,
        [
            "$ cat /proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.90.07  Fri May 31 09:35:42 UTC 2024", "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)",
            "$ ls -l /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1", "lrwxrwxrwx 1 root root 25 Jun 10 10:00 /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1 -> libnvidia-ml.so.550.107.02",
            "$ nvidia-smi", "Failed to initialize NVML: Driver/library version mismatch",
        ]),
    };

    /// <summary>Forms of any text; how many lines stand before its first.</summary>
    private static readonly Dictionary<string, (int Before, Func<string[], IEnumerable<string>> Wrap)> Forms = new(StringComparer.Ordinal)
    {
        ["as it is"] = (0, lines => lines),
        ["words around it"] = (2, lines => ["Hello, this is what I see since yesterday:", "", .. lines, "", "Any idea? Thanks"]),
        ["a fence"] = (1, lines => ["```console", .. lines, "```"]),
        ["a fence after words"] = (2, lines => ["It fails:", "```", .. lines, "```", "I tried a reboot."]),
        ["four blanks"] = (2, lines => ["Output:", "", .. lines.Select(line => "    " + line)]),
        ["quoted mail"] = (1, lines => ["On Monday somebody wrote:", .. lines.Select(line => "> " + line)]),
        ["quoted twice"] = (0, lines => lines.Select(line => ">> " + line)),
        ["a quoted fence"] = (1, lines => ["> ```", .. lines.Select(line => "> " + line), "> ```"]),
        ["details"] = (3, lines => ["<details><summary>log</summary>", "", "<pre><code>", .. lines.Select(WebUtility.HtmlEncode)!, "</code></pre></details>"]),
        ["one line of HTML each"] = (0, lines => lines.Select(line => "<p>" + WebUtility.HtmlEncode(line) + "</p>")),
        ["escaped text"] = (0, lines => lines.Select(line => WebUtility.HtmlEncode(line)!)),
        ["colours"] = (0, lines => lines.Select(line => "\u001b[32m" + line[..Math.Min(3, line.Length)] + "\u001b[0m\u001b[1;31m" + line[Math.Min(3, line.Length)..] + "\u001b[0m")),
        ["colours without escape"] = (0, lines => lines.Select(line => "[0;31m" + line + "[0m")),
        ["carets"] = (0, lines => lines.Select(line => "^[[1;33m" + line + "^[[0m")),
        ["Windows"] = (0, lines => lines.Select(line => line + "\r")),
        ["hard blanks"] = (0, lines => lines.Select(line => line.Replace(' ', '\u00a0'))),
        ["a mark of order"] = (0, lines => lines.Select((line, index) => index == 0 ? "\ufeff" + line : line)),
        ["invisible letters"] = (0, lines => lines.Select(line => "\u200b" + line)),
        ["numbered with tab"] = (2, lines => Numbered(lines, "\t")),
        ["numbered with colon"] = (2, lines => Numbered(lines, ": ")),
        ["numbered with bar"] = (2, lines => Numbered(lines, " | ")),
        ["compose"] = (0, lines => lines.Select(line => "node-exporter-1  | " + line)),
        ["compose by name"] = (1, lines => ["collector  | started", .. lines.Select(line => "collector  | " + line)]),
        ["kubectl with times"] = (0, lines => lines.Select(line => "2026-03-03T10:00:00.123456789Z " + line)),
        ["containerd file"] = (0, lines => lines.Select(line => "2026-03-03T10:00:00.123456789+01:00 stdout F " + line)),
        ["kubectl with names"] = (0, lines => lines.Select(line => "[pod/collector-x7x2v/agent] " + line)),
        ["continuous integration"] = (0, lines => lines.Select(line => "2026-03-03T10:00:00.1234567Z " + line)),
        ["tasks of srun"] = (1, lines => ["0: begin", .. lines.Select(line => "0: " + line)]),
        ["json-file"] = (0, lines => lines.Select(line => JsonSerializer.Serialize(new { log = line + "\n", stream = "stdout", time = "2026-03-03T10:00:00.1Z" }))),
        ["one record"] = (0, lines => [JsonSerializer.Serialize(new { message = string.Join('\n', lines) })]),
    };

    /// <summary>Forms of kernel messages: what stands before the message, and whether printk's time stays.</summary>
    private static readonly Dictionary<string, Func<string, string>> KernelForms = new(StringComparer.Ordinal)
    {
        ["no time"] = Bare,
        ["time of day"] = line => "[Tue Mar  3 10:00:00 2026] " + Bare(line),
        ["local time of day"] = line => "[mar. mars  3 10:00:00 2026] " + Bare(line),
        ["journal"] = line => "Mar 03 10:00:00 node7 kernel: " + Bare(line),
        ["journal, precise"] = line => "Mar 03 10:00:00.123456 node7 kernel: " + Bare(line),
        ["journal, monotonic"] = line => "[ 4242.101010] node7 kernel: " + Bare(line),
        ["journal, iso"] = line => "2026-03-03T10:00:00+0100 node7 kernel: " + Bare(line),
        ["journal, precise iso"] = line => "2026-03-03T10:00:00.123456+01:00 node7 kernel: " + Bare(line),
        ["journal, unix"] = line => "1772532000.123456 node7 kernel: " + Bare(line),
        ["journal, full"] = line => "Tue 2026-03-03 10:00:00 CET node7 kernel: " + Bare(line),
        ["journal, cat"] = Bare,
        ["journal, json"] = line => JsonSerializer.Serialize(new { _TRANSPORT = "kernel", SYSLOG_IDENTIFIER = "kernel", MESSAGE = Bare(line), PRIORITY = "3" }),
        ["syslog"] = line => "Mar  3 10:00:00 node7 kernel: " + line,
        ["syslog, localised"] = line => "3月 03 10:00:00 node7 kernel: " + line,
        ["rsyslog, iso"] = line => "2026-03-03T10:00:00.123456+01:00 node7 kernel: " + line,
        ["syslog with level"] = line => "<3>" + line,
        ["dmesg -x"] = line => "kern  :err   : " + line,
        ["dmesg with iso"] = line => "2026-03-03T10:00:00,123456+01:00 " + Bare(line),
        ["dmesg with caller"] = line => line.Replace("] ", "][ T4711] ", StringComparison.Ordinal),
        ["dmesg -d"] = line => "[ 4242.101010 <    0.000001>] " + Bare(line),
        ["dmesg -H"] = line => "[  +0.000001] " + Bare(line),
        ["dmesg -H, first"] = line => "[Mar 3 10:00] " + Bare(line),
        ["/dev/kmsg"] = line => "3,901,4242101010,-;" + Bare(line),
        ["pdsh"] = line => "node07: " + line,
        ["console of a container"] = line => "agent-1  | Mar 03 10:00:00 node7 kernel: " + Bare(line),
        ["tabs of syslog"] = line => "Mar  3 10:00:00 node7 kernel: " + Bare(line).Replace("  ", "#011", StringComparison.Ordinal),
    };

    public static TheoryData<string, string> Texts => Pairs(Forms.Keys, KernelFaults.Keys.Concat(SessionFaults.Keys));

    public static TheoryData<string, string> KernelTexts => Pairs(KernelForms.Keys, KernelFaults.Keys);

    [Theory]
    [MemberData(nameof(Texts))]
    public void AFaultIsFoundInEveryForm(string form, string fault)
    {
        var (slug, line, text) = KernelFaults.TryGetValue(fault, out var known) ? known : SessionFaults[fault];
        var (before, wrap) = Forms[form];
        var pasted = wrap(text).ToList();

        Check(slug, form == "one record" ? 1 : line + before, string.Join('\n', pasted));
    }

    [Theory]
    [MemberData(nameof(KernelTexts))]
    public void AKernelMessageIsFoundBehindEveryPrefix(string form, string fault)
    {
        var (slug, line, text) = KernelFaults[fault];

        Check(slug, line, string.Join('\n', text.Select(KernelForms[form])));
    }

    [Theory]
    [InlineData("one line", 78)]
    [InlineData("four lines", 66)]
    [InlineData("message in pieces", 70)]
    [InlineData("brackets", 72)]
    public void ALineThatAMailProgramBrokeIsWhole(string fault, int width)
    {
        var (slug, line, text) = KernelFaults[fault];

        Check(slug, line, string.Join('\n', text.SelectMany(part => Broken("Mar  3 10:00:00 node7 kernel: " + part, width))));
    }

    [Fact]
    public void EveryFieldOnItsOwnLineIsAnEntry()
    {
        var entries = KernelFaults["four lines"].Text.SelectMany(line => new[]
        {
            "Tue 2026-03-03 10:00:00.123456 CET [s=0123abc;i=1;b=0123abcd;m=1;t=1;x=1]", "    _TRANSPORT=kernel", "    PRIORITY=3", "    SYSLOG_IDENTIFIER=kernel",
            "    _HOSTNAME=node7", "    MESSAGE=" + Bare(line),
        });

        Check("driver-library-mismatch-stale-loaded-module", 6, string.Join('\n', entries));
    }

    private static void Check(string slug, int line, string text)
    {
        var root = Pasted.Report(text).RootCauses.FirstOrDefault();

        Assert.Equal(slug, root?.Finding.Rule.Slug);
        Assert.Contains(line, root!.Finding.Evidence.Select(source => source.Line));
    }

    private static string Bare(string line) => line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..];

    private static IEnumerable<string> Numbered(string[] lines, string mark) =>
        new[] { "first", "second" }.Concat(lines).Append("last").Select((line, index) => $"{index + 98,4}{mark}{line}");

    private static TheoryData<string, string> Pairs(IEnumerable<string> forms, IEnumerable<string> faults)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var form in forms)
        {
            foreach (var fault in faults)
            {
                pairs.Add(form, fault);
            }
        }
        return pairs;
    }

    private static IEnumerable<string> Broken(string line, int width)
    {
        while (line.Length > width && line.LastIndexOf(' ', width) is > 30 and var blank)
        {
            yield return line[..blank];
            line = line[(blank + 1)..];
        }
        yield return line;
    }
}
