using System.Diagnostics;
using Strata.Linux.Tools;
using Strata.Machine;

namespace Strata.Linux.Tests.Tools;

public sealed class ToolRunnerTests : IDisposable
{
    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Output_is_followed_by_errors_and_the_exit_code_is_kept()
    {
        _temp.Script("tool", "echo bad >&2; echo \"good $1\"; exit 3");
        var output = Known(Runner().Run(ToolCall.Of("tool", "x")));
        Assert.Equal(3, output.ExitCode);
        Assert.Equal(["good x", "bad"], output.Output.Lines.ToArray());
    }

    [Fact]
    public void The_environment_is_cleared_and_standard_input_is_empty()
    {
        Environment.SetEnvironmentVariable("STRATA_SECRET", "x");
        _temp.Script("tool", "/usr/bin/env; /bin/cat; echo end");
        var text = Known(Runner().Run(ToolCall.Of("tool", "x"))).Output.Text;
        Assert.DoesNotContain("STRATA_SECRET", text, StringComparison.Ordinal);
        Assert.Contains("LC_ALL=C.UTF-8", text, StringComparison.Ordinal);
        Assert.EndsWith("end", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_shell_reads_the_arguments()
    {
        _temp.Script("tool", "printf '%s\\n' \"$1\"");
        var output = Known(Runner().Run(ToolCall.Of("tool", "$(id); `id` | cat > /x")));
        Assert.Equal(["$(id); `id` | cat > /x"], output.Output.Lines.ToArray());
    }

    [Fact]
    public void What_is_not_on_the_list_is_not_run()
    {
        _temp.Script("rm", "echo gone");
        _temp.Script("tool", "echo run");
        Assert.Contains("not on the list", Why(Runner().Run(ToolCall.Of("rm", "x"))), StringComparison.Ordinal);
        Assert.Contains("not on the list", Why(Runner().Run(ToolCall.Of("tool", "--force"))), StringComparison.Ordinal);
        Assert.Contains("not on the list", Why(Runner().Run(ToolCall.Of("tool", "a", "b"))), StringComparison.Ordinal);
        Assert.Contains("not on the list", Why(Runner().Run(ToolCall.Of("../tool", "a"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_that_is_not_installed_is_absent()
    {
        Assert.True(Runner().Run(ToolCall.Of("tool", "x")).IsAbsent);
        Assert.False(Runner().IsInstalled("tool"));
    }

    [Fact]
    public void A_late_tool_is_killed_with_what_it_started()
    {
        var mark = _temp.At("mark");
        _temp.Script("tool", $"(sleep 1; echo late > {mark}) & sleep 60");
        var clock = Stopwatch.StartNew();
        Assert.Equal("did not answer in 0.3 s", Why(Runner(300).Run(ToolCall.Of("tool", "x"))));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
        Thread.Sleep(1500);
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public void A_late_tool_of_the_driver_is_left_alone_and_not_started_again()
    {
        var mark = _temp.At("mark");
        _temp.Script("tool", $"sleep 1; echo done > {mark}");
        var runner = Runner(200, callsDriver: true);
        Assert.Equal("did not answer in 0.2 s", Why(runner.Run(ToolCall.Of("tool", "x"))));
        Assert.Equal("not tried, because `tool x` did not answer", Why(runner.Run(ToolCall.Of("tool", "y"))));
        Assert.Equal(1, runner.Abandoned);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(mark), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Endless_output_is_cut()
    {
        _temp.Script("tool", "exec cat /dev/zero");
        var clock = Stopwatch.StartNew();
        Assert.Contains("printed more than", Why(Runner().Run(ToolCall.Of("tool", "x"))), StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void A_tool_that_anyone_may_change_is_not_run()
    {
        File.SetUnixFileMode(_temp.Script("tool", "echo run"), (UnixFileMode)0x1ff);
        Assert.Contains("can be changed by other users", Why(Runner().Run(ToolCall.Of("tool", "x"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_that_a_group_may_change_is_not_run()
    {
        var path = _temp.Script("tool", "echo run");
        if (Environment.IsPrivilegedProcess)
        {
            using var change = Process.Start("chgrp", ["12345", path]);
            change.WaitForExit();
        }
        File.SetUnixFileMode(path, (UnixFileMode)0x1fd);
        Assert.Contains("can be changed by other users", Why(Runner().Run(ToolCall.Of("tool", "x"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hung_service_costs_its_time_once()
    {
        _temp.Script("tool", "sleep 60");
        var runner = Runner(200);
        Assert.Equal("did not answer in 0.2 s", Why(runner.Run(ToolCall.Of("tool", "x"))));
        Assert.Equal("not tried, because `tool x` did not answer", Why(runner.Run(ToolCall.Of("tool", "y"))));
        Assert.Equal(0, runner.Abandoned);
    }

    [Fact]
    public void A_file_that_cannot_be_executed_is_not_a_crash()
    {
        _temp.File("tool", [0x7f, 0x45]);
        File.SetUnixFileMode(_temp.At("tool"), (UnixFileMode)0x1ed);
        Assert.True(Runner().Run(ToolCall.Of("tool", "x")).IsUnreadable);
    }

    [Fact]
    public void A_killed_tool_has_the_exit_code_a_shell_would_show()
    {
        _temp.Script("tool", "kill -11 $$");
        Assert.Equal(139, Known(Runner().Run(ToolCall.Of("tool", "x"))).ExitCode);
    }

    [Theory]
    [InlineData("nvidia-smi", "-pm", "1")]
    [InlineData("nvidia-smi", "--gpu-reset")]
    [InlineData("nvidia-smi", "-q", "-f", "/etc/x")]
    [InlineData("nvidia-smi", "mig", "-cgi", "9")]
    [InlineData("dkms", "remove", "nvidia/535")]
    [InlineData("systemctl", "stop", "docker")]
    [InlineData("systemctl", "status", "--root=/x")]
    [InlineData("dpkg", "-l", "--root=/x")]
    [InlineData("apt-mark", "hold", "x")]
    [InlineData("docker", "run", "x")]
    [InlineData("modprobe", "nvidia")]
    [InlineData("sh", "-c", "x")]
    public void Nothing_that_changes_the_machine_is_on_the_list(string tool, params string[] arguments) =>
        Assert.DoesNotContain(AllowList.Tools, allowed => allowed.Name == tool && allowed.Allows([.. arguments]));

    [Theory]
    [InlineData("nvidia-smi")]
    [InlineData("nvidia-smi", "-q")]
    [InlineData("nvidia-smi", "-L")]
    [InlineData("nvidia-smi", "topo", "-m")]
    [InlineData("nvidia-smi", "--query-gpu=uuid,name", "--format=csv,noheader")]
    [InlineData("lspci", "-nnDvvv")]
    [InlineData("dkms", "status")]
    [InlineData("dpkg", "-l")]
    [InlineData("systemctl", "status", "nvidia-persistenced.service")]
    [InlineData("journalctl", "-b", "0", "-o", "short-iso", "--no-hostname", "--reverse", "-n", "2000", "--unit=a", "--unit=b")]
    [InlineData("nvidia-ctk", "cdi", "list")]
    [InlineData("docker", "info")]
    [InlineData("apt-mark", "showhold")]
    public void What_collectors_ask_is_on_the_list(string tool, params string[] arguments) =>
        Assert.Contains(AllowList.Tools, allowed => allowed.Name == tool && allowed.Allows([.. arguments]));

    private static T Known<T>(Reading<T> reading) => Assert.IsType<Reading<T>.Known>(reading).Value;

    private static string Why<T>(Reading<T> reading) => Assert.IsType<Reading<T>.Unreadable>(reading).Why;

    private ToolRunner Runner(int milliseconds = 5000, bool callsDriver = false) => new(new ToolRunnerOptions
    {
        Deadline = TimeSpan.FromMilliseconds(milliseconds),
        Directories = [_temp.Root],
        Tools = [new AllowedTool("tool") { Forms = ["*"], CallsDriver = callsDriver }],
    });
}
