using System.Globalization;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>What the local socket is for, and for whom.</summary>
public sealed class LocalDoorTests(DoorAgent door) : IClassFixture<DoorAgent>
{
    [Fact]
    public async Task The_driver_is_let_go_of_and_taken_up_again_on_request()
    {
        Assert.Single(Children());
        var released = Shell.Run("./strata agent release --socket \"$1\"", door.Socket);
        Assert.Equal((0, ""), (released.ExitCode, released.Error));
        Assert.Contains("let go of GPU-", released.Output, StringComparison.Ordinal);
        Assert.Empty(Children());
        var held = Shell.Run("./strata agent hold --socket \"$1\"", door.Socket);
        Assert.Equal((0, "the driver is kept initialised\n"), (held.ExitCode, held.Output));
        await door.Agent.WaitFor(door.Client, _ => Children().Length == 1);
    }

    [Fact]
    public void Who_may_not_or_asks_in_vain_is_told_so()
    {
        Assert.Equal(64, Shell.Run("./strata agent release GPU-nobody --socket \"$1\"", door.Socket).ExitCode);
        Assert.Equal(69, Shell.Run("./strata agent release --socket \"$1\"", door.Socket + ".none").ExitCode);

        // Somebody else: first kept out by the file's mode, then, let in, by what the kernel says of him.
        const string AsNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups curl -s -o /dev/null -w %{http_code} -X POST --unix-socket \"$1\" http://localhost/api/v1/release";
        File.SetUnixFileMode(door.Folder.FullName, (UnixFileMode)0x1ed);
        Assert.Equal("000", Shell.Run(AsNobody, door.Socket).Output);
        File.SetUnixFileMode(door.Socket, (UnixFileMode)0x1b6);
        Assert.Equal("403", Shell.Run(AsNobody, door.Socket).Output);
        Assert.Equal("200", Shell.Run(AsNobody.Replace("-X POST", "-X GET", StringComparison.Ordinal).Replace("/api/v1/release", "/metrics", StringComparison.Ordinal), door.Socket).Output);
    }

    [Fact]
    public async Task A_call_that_hangs_keeps_its_gpu_and_the_asker_is_told_to_try_later()
    {
        using var library = new FakeLibrary("gpu 0 H100", "hang 0 nvmlDeviceGetPowerUsage 30");
        var socket = Path.Combine(door.Folder.FullName, "hang.sock");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2 --socket {socket}");
        await agent.WaitFor(door.Client, text => text.Contains("strata_probe_hanging 1\n", StringComparison.Ordinal));
        var result = Shell.Run("./strata agent release --socket \"$1\"", socket);
        Assert.Equal((75, ""), (result.ExitCode, result.Output));
        Assert.Contains("hangs", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        WaitFor(() => Shell.Run("./strata agent release --socket \"$1\"", socket).ExitCode == 0);
    }

    [Fact]
    public async Task A_gpu_that_hangs_is_not_called_released_because_another_one_is()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 H100");
        var socket = Path.Combine(door.Folder.FullName, "two.sock");
        using var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2 --socket {socket}");
        await agent.WaitFor(door.Client, text => text.Contains("strata_driver_held 1\n", StringComparison.Ordinal));
        Assert.Equal(0, Shell.Run("./strata agent release 1 --socket \"$1\"", socket).ExitCode);
        library.Configure("gpu 0 H100", "gpu 1 H100", "hang 0 nvmlDeviceGetPowerUsage 30");
        await agent.WaitFor(door.Client, text => text.Contains("strata_probe_hanging 1\n", StringComparison.Ordinal));
        var result = Shell.Run("./strata agent release 0 --socket \"$1\"", socket);
        Assert.Equal((75, ""), (result.ExitCode, result.Output));
        Assert.Contains("GPU-", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(0, Shell.Run("./strata agent release 1 --socket \"$1\"", socket).ExitCode);
    }

    [Fact]
    public void A_socket_has_one_agent_and_a_dead_one_is_replaced()
    {
        var second = Shell.Run("./strata agent --listen 127.0.0.1:1 --library \"$1\" --socket \"$2\"", door.Library, door.Socket);
        Assert.Equal(75, second.ExitCode);
        Assert.Contains("already runs", Assert.Single(second.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);

        var path = Path.Combine(door.Folder.FullName, "dead.sock");
        using (var dead = new RunningAgent($"--library \"{door.Library}\" --socket {path}"))
        {
            WaitFor(() => File.Exists(path));
            dead.Kill();
        }
        Assert.True(File.Exists(path));
        using var next = new RunningAgent($"--library \"{door.Library}\" --socket {path}");
        WaitFor(() => Shell.Run("./strata agent hold --socket \"$1\"", path).ExitCode == 0);
    }

    private static void WaitFor(Func<bool> isThere)
    {
        for (var i = 0; i < 300 && !isThere(); i++)
        {
            Thread.Sleep(100);
        }
        Assert.True(isThere());
    }

    private string[] Children() => [.. Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{door.Agent.ProcessId}/task"))
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
