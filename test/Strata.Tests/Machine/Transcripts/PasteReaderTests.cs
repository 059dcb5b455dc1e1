using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Machine.Transcripts;

public sealed class PasteReaderTests
{
    [Theory]
    [InlineData("$ cat /proc/driver/nvidia/version")]
    [InlineData("# cat /proc/driver/nvidia/version")]
    [InlineData("[root@host ~]# cat /proc/driver/nvidia/version")]
    [InlineData("user@host:~$ sudo cat /proc/driver/nvidia/version")]
    [InlineData("cat /proc/driver/nvidia/version")]
    [InlineData("/proc/driver/nvidia/version:")]
    public void AFileThatWasPrintedIsAFile(string prompt)
    {
        var machine = Read(prompt, "NVRM version: NVIDIA UNIX x86_64 Kernel Module  520.56.06  Thu Oct  6 21:38:55 UTC 2022", "$ true");

        Assert.True(machine.Read("/proc/driver/nvidia/version").TryGet(out var file));
        Assert.Equal(2, file.At(0).Line);
    }

    [Fact]
    public void AFileThatIsMissingIsAbsent() =>
        Assert.True(Read("$ cat /proc/driver/nvidia/version", "cat: /proc/driver/nvidia/version: No such file or directory").Read("/proc/driver/nvidia/version").IsAbsent);

    [Fact]
    public void WhatWasNotPastedIsUnreadable()
    {
        var machine = Read("$ nvidia-smi", "No devices were found");

        Assert.True(machine.Read("/proc/modules").IsUnreadable);
        Assert.True(machine.Run(ToolCall.Of("dkms", "status")).IsUnreadable);
    }

    [Fact]
    public void AToolThatIsNotInstalledIsAbsent() =>
        Assert.True(Read("$ dkms status", "bash: dkms: command not found").Run(ToolCall.Of("dkms", "status")).IsAbsent);

    [Theory]
    [InlineData("$ docker run --rm --gpus all ubuntu nvidia-smi")]
    [InlineData("$ kubectl logs some-pod")]
    [InlineData("$ sudo podman exec x nvidia-smi")]
    public void WhatAContainerPrintsIsNotTheHosts(string command) =>
        Assert.False(Read(command, "Failed to initialize NVML: Unknown Error").Run(ToolCall.Of("nvidia-smi")).IsKnown);

    [Theory]
    [InlineData("nvidia, 470.57.02, 5.4.0-81-generic, x86_64: installed", "dkms status")]
    [InlineData("nvidia/535.113.01: added", "dkms status")]
    [InlineData("ii  nvidia-smi     525.85.12-1  amd64        NVIDIA System Management Interface", "dpkg -l")]
    [InlineData("Linux host 6.8.0-48-generic #48~22.04.1-Ubuntu SMP x86_64 GNU/Linux", "uname -a")]
    [InlineData("| NVIDIA-SMI 550.144.03             Driver Version: 550.144.03     CUDA Version: 12.4     |", "nvidia-smi")]
    [InlineData("Driver Version                            : 560.35.03", "nvidia-smi -q")]
    [InlineData("GPU 0: NVIDIA A100-PCIE-40GB (UUID: GPU-551720f0-caf0-22b7-f525-2a51a6ab478d)", "nvidia-smi -L")]
    [InlineData("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP107 [GeForce GTX 1050] [10de:1c81] (rev a1)", "lspci -nnDvvv")]
    [InlineData("SecureBoot enabled", "mokutil --sb-state")]
    public void OutputIsKnownByItsForm(string line, string call) =>
        Assert.True(Read("some words", line, "more words").Run(new ToolCall(call, [])).IsKnown);

    [Fact]
    public void AnEarlierBootIsHistory()
    {
        var logs = Read("kernel: a", "-- Boot 0123456789abcdef0123456789abcdef --", "kernel: b").Logs().ToList();

        Assert.Equal([Era.EarlierBoot, Era.Current], logs.Select(log => log.Era));
    }

    [Fact]
    public void WordsBehindAFenceAreNotOutput()
    {
        var machine = Read("```", "$ cat /etc/nvidia-container-runtime/config.toml", "no-cgroups = false", "```", "I also tried no-cgroups = true", "$ dkms status", "```", "nvidia/535.113.01: added", "```", "done");

        Assert.Equal("no-cgroups = false", machine.Read("/etc/nvidia-container-runtime/config.toml").Or(null)?.Text);
        Assert.Equal("nvidia/535.113.01: added", machine.Run(ToolCall.Of("dkms", "status")).Or(null)?.Output.Text);
    }

    [Fact]
    public void AListingTellsLinksDevicesAndNames()
    {
        var machine = Read(
            "$ ls -l /dev/nvidia0 /dev/nvidiactl",
            "crw-rw-rw- 1 root root 195,   0 Nov 20 10:00 /dev/nvidia0",
            "ls: cannot access '/dev/nvidiactl': No such file or directory",
            "$ ls -l /usr/lib/x86_64-linux-gnu/",
            "lrwxrwxrwx 1 root root 26 Nov 20 10:00 libnvidia-ml.so.1 -> libnvidia-ml.so.535.113.01");

        Assert.True(machine.Stat("/dev/nvidia0").TryGet(out var status));
        Assert.Equal((FileKind.CharacterDevice, 195, 438), (status.Kind, status.Major, status.Mode));
        Assert.True(machine.Read("/dev/nvidiactl").IsAbsent);
        Assert.Equal("libnvidia-ml.so.535.113.01", machine.ReadLink("/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1").Or(null));
    }

    private static TranscriptMachine Read(params string[] lines) =>
        PasteReader.Read(new Origin(OriginKind.Text, "-"), new LogText("-", Era.Current, [.. lines.Select((line, index) => new LogLine(index + 1, line))]));
}
