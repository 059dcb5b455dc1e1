using Strata.Linux.Files;
using Strata.Linux.Tools;
using Strata.Machine;

namespace Strata.Linux.Tests;

public sealed class MachineTests : IDisposable
{
    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Another_root_runs_no_tools_and_answers_from_its_files()
    {
        _temp.File("proc/modules", "nvidia_uvm 1527808 0 - Live 0x0000000000000000 (POE)\nnvidia 56717312 2 nvidia_uvm,nvidia_drm, Live 0x0000000000000000 (POE)\n")
            .File("proc/sys/kernel/osrelease", "6.1.0-13-amd64\n").File("proc/sys/kernel/hostname", "box\n").File("proc/sys/kernel/version", "#1 SMP\n")
            .File("usr/bin/nvidia-smi", "x");
        using var machine = new RootMachine(_temp.Root);
        Assert.Equal(OriginKind.Root, machine.Origin.Kind);
        Assert.Equal("tools are not run on another root", Assert.IsType<Reading<ToolOutput>.Unreadable>(machine.Run(ToolCall.Of("nvidia-smi"))).Why);
        Assert.Equal(
            ["Module                  Size  Used by", "nvidia_uvm           1527808  0", "nvidia              56717312  2 nvidia_uvm,nvidia_drm"],
            machine.Run(ToolCall.Of("lsmod")).Or(null)!.Output.Lines.AsEnumerable());
        Assert.Equal("Linux box 6.1.0-13-amd64 #1 SMP GNU/Linux", machine.Run(ToolCall.Of("uname", "-a")).Or(null)!.Output.Text);
        Assert.Equal("6.1.0-13-amd64", machine.Run(ToolCall.Of("uname", "-r")).Or(null)!.Output.Text);
    }

    [Fact]
    public void Owners_have_the_names_of_their_own_root()
    {
        _temp.File("etc/passwd", "boss:x:0:0::/:/bin/sh\n").File("a", "");
        using var machine = new RootMachine(_temp.Root);
        var owner = machine.Stat("/a").Or(null)!.Owner;
        Assert.True(owner is "root" || owner.All(char.IsAsciiDigit), owner);
    }

    [Fact]
    public void The_last_boot_of_a_log_is_the_current_one()
    {
        _temp.File("var/log/kern.log",
            "Nov 15 09:00:00 box kernel: [    0.000000] Linux version 6.1.0-12-amd64\nNov 15 09:00:01 box kernel: [    1.0] old\n"
            + "Nov 16 09:00:00 box kernel: [    0.000000] Linux version 6.1.0-13-amd64\nNov 16 09:00:01 box kernel: [    1.0] new\n")
            .File("var/lib/dkms/nvidia/535.113.01/build/make.log", "DKMS make.log\n")
            .File("var/log/nvidia-installer.log", "installer\n");
        using var machine = new RootMachine(_temp.Root);
        var logs = machine.Logs().ToList();
        Assert.Equal([Era.Past, Era.Past, Era.EarlierBoot, Era.Current], logs.Select(log => log.Era));
        Assert.EndsWith("old", logs[2].Lines.Last().Text, StringComparison.Ordinal);
        Assert.Equal(3, logs[3].Lines.First().Number);
        Assert.EndsWith("new", logs[3].Lines.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_package_list_only_the_driver_is_read_and_recorded()
    {
        const string list = "/var/lib/apt/lists/archive.ubuntu.com_ubuntu_dists_noble_restricted_binary-amd64_Packages";
        var filler = string.Concat(Enumerable.Repeat("Package: linux-modules-6.8.0-31-generic\nVersion: 6.8.0-31.31\nDescription: a long line that says nothing of the driver at all\n\n", 130_000));
        _temp.File(list, filler + "Package: nvidia-utils-580\nArchitecture: amd64\nVersion: 580.95.05-0ubuntu1\n\n" + filler);
        using var root = new RootMachine(_temp.Root);
        var machine = new RecordingMachine(root);
        var text = machine.Read(list).Or(null)!;
        Assert.Equal(["Package: nvidia-utils-580", "Version: 580.95.05-0ubuntu1"], text.Lines.AsEnumerable());
        Assert.Equal(520_003, text.At(1).Line);
        Assert.Equal(2, Assert.Single(machine.Captured.Items).Lines.Length);
        Assert.True(machine.Read("/var/lib/apt/lists/security.ubuntu.com_restricted_Packages").IsAbsent);
    }

    [Fact]
    public void A_log_too_large_to_hold_is_searched()
    {
        var filler = string.Concat(Enumerable.Repeat("Nov 16 09:00:00 box sshd[7]: nothing to see here, and a long line of it at that\n", 250_000));
        _temp.File("var/log/kern.log",
            "Nov 15 09:00:01 box kernel: [    1.0] NVRM: old\n" + filler
            + "Nov 16 09:00:00 box kernel: [    0.000000] Linux version 6.1.0-13-amd64\nNov 16 09:00:01 box kernel: [    1.0] NVRM: new\n");
        using var machine = new RootMachine(_temp.Root);
        var logs = machine.Logs().ToList();
        Assert.Equal([Era.EarlierBoot, Era.Current], logs.Select(log => log.Era));
        Assert.Equal(1, logs[0].Lines.First().Number);
        Assert.Equal(250_003, logs[1].Lines.Last().Number);
        Assert.EndsWith("NVRM: new", logs[1].Lines.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void This_machine_answers_everything_without_an_exception()
    {
        using var machine = new LiveMachine();
        Assert.Equal(OriginKind.Live, machine.Origin.Kind);
        Assert.StartsWith("Linux ", machine.Run(ToolCall.Of("uname", "-a")).Or(null)!.Output.Text, StringComparison.Ordinal);
        Assert.False(machine.Run(ToolCall.Of("env")).IsUnreadable);
        Assert.True(machine.Run(ToolCall.Of("rm", "-rf", "/")).IsUnreadable);
        Assert.Contains("proc", machine.List("/").Or([]));
        foreach (var log in machine.Logs())
        {
            Assert.All(log.Lines.Take(100), line => Assert.DoesNotContain('\n', line.Text));
        }
        Assert.Equal(0, machine.Abandoned);
    }

    [Fact]
    public void A_tool_that_would_load_the_driver_is_not_run()
    {
        using var machine = new LiveMachine();
        if (machine.Stat("/sys/module/nvidia").IsAbsent && machine.Stat("/dev/dxg").IsAbsent)
        {
            var answer = machine.Run(ToolCall.Of("nvidia-smi"));
            Assert.True(answer is Reading<ToolOutput>.Absent or Reading<ToolOutput>.Unreadable { Why: "not run, because the nvidia module is not loaded and this tool would load it" });
        }
    }

    [Theory]
    [InlineData("suspended", "not run, because GPU 0000:01:00.0 sleeps to save power and this tool would wake it")]
    [InlineData("active", null)]
    public void A_gpu_that_sleeps_is_not_woken(string status, string? why)
    {
        const string Device = "/sys/bus/pci/devices/0000:01:00.0";
        _temp.File($"{Device}/vendor", "0x10de\n").File($"{Device}/class", "0x030000\n").Link($"{Device}/driver", "../../../bus/pci/drivers/nvidia")
            .File($"{Device}/power/control", "auto\n").File($"{Device}/power/runtime_status", status + "\n").File("/sys/module/nvidia/version", "580.105.08\n");
        _temp.Script("tools/nvidia-smi", "echo awake");
        using var machine = new LiveMachine(new FileTree(_temp.Root), new ToolRunner(new ToolRunnerOptions { Directories = [_temp.At("tools")] }));
        var answer = machine.Run(ToolCall.Of("nvidia-smi"));
        Assert.Equal(why, answer is Reading<ToolOutput>.Unreadable unreadable ? unreadable.Why : null);
        Assert.Equal(why is null, answer.TryGet(out var output) && output.Output.Text.Contains("awake", StringComparison.Ordinal));
    }
}
