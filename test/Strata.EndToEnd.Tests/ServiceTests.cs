using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>The agent as a service: what it tells its manager, and the sockets that it is given.</summary>
public sealed class ServiceTests : IDisposable
{
    // Stands for the service manager: listens, and becomes the agent, as systemd does.
    private const string Activation = """
        import os, socket, sys
        tcp = socket.socket()
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        local = socket.socket(socket.AF_UNIX)
        local.bind(sys.argv[1])
        local.listen()
        print(tcp.getsockname()[1], flush=True)
        a, b = os.dup(tcp.fileno()), os.dup(local.fileno())
        os.dup2(a, 3)
        os.dup2(b, 4)
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2")
        os.execv("./strata", ["strata", "agent"] + sys.argv[2:])
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("strata-");
    private readonly FakeLibrary _library = new("gpu 0 H100", "gpu 1 T4");

    public void Dispose()
    {
        _library.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_manager_hears_that_it_is_ready_lives_how_it_is_and_that_it_ends()
    {
        var path = Path.Combine(_folder.FullName, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        manager.Bind(new UnixDomainSocketEndPoint(path));
        using (var agent = new RunningAgent($"--library \"{_library.Path}\" --interval 0.2", ("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "3000000")))
        {
            HashSet<string> wanted = ["READY=1", "WATCHDOG=1", "STATUS=2 of 2 GPUs answer, driver 580.105.08"];
            while (wanted.Count > 0)
            {
                wanted.Remove(Receive(manager));
            }
        }
        while (Receive(manager) != "STOPPING=1")
        {
        }
    }

    [Fact]
    public async Task Sockets_of_the_manager_are_served_in_place_of_its_own()
    {
        Assert.Equal(0, Shell.Run("./strata --version").ExitCode);
        var local = Path.Combine(_folder.FullName, "given.sock");
        var start = new ProcessStartInfo("python3", ["-c", Activation, local, "--library", _library.Path]) { WorkingDirectory = Shell.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var agent = Process.Start(start)!;
        agent.BeginErrorReadLine();
        try
        {
            var port = int.Parse((await agent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            // Nobody has to wait for the start: the manager listens already.
            Assert.Contains("strata_build_info", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")), StringComparison.Ordinal);
            using var connection = new RawHttp(new UnixDomainSocketEndPoint(local));
            connection.Send("POST /api/v1/hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Equal(200, connection.Status());
            Assert.Throws<SocketException>(() => new RawHttp(new IPEndPoint(IPAddress.Loopback, 9419)));
        }
        finally
        {
            using var end = Process.Start("kill", ["-TERM", agent.Id.ToString(CultureInfo.InvariantCulture)]);
            await agent.WaitForExitAsync();
        }
        Assert.Equal(0, agent.ExitCode);
        Assert.True(File.Exists(local), "the socket belongs to the manager");
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
