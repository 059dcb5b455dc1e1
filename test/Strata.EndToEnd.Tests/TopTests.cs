using System.Text.RegularExpressions;
using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class TopTests
{
    private static readonly string[] Two =
        ["gpu 0 H100", "gpu 1 T4", "process 0 4000001 compute 500", "process 0 4000002 compute 900", "process 1 4000003 compute 700", "set 0 utilization 40", "set 1 utilization 60"];

    [TmuxFact]
    public void Gpus_and_processes_are_shown_sorted_selected_and_tagged()
    {
        using var library = new FakeLibrary(Two);
        using var terminal = Started(library);
        var screen = terminal.WaitFor("4000003");
        Assert.Matches(@"(?m)^  0 ok .*40% H100", screen);
        Assert.Matches(@"(?m)^  1 ok .*60% Tesla T4", screen);
        Assert.Equal(["4000001", "4000002", "4000003"], Processes(screen));

        terminal.Press("o", "g");
        Assert.Equal(["4000002", "4000003", "4000001"], Processes(terminal.WaitFor("GPU-MEM▼")));
        terminal.Press("/");
        Assert.Equal(["4000001", "4000003", "4000002"], Processes(terminal.WaitFor("GPU-MEM▲")));
        terminal.Press("Down", "Space", "Space");
        terminal.WaitFor("2 tagged: 1200MiB");
        terminal.Press("K");
        terminal.WaitFor("read-only");
    }

    [TmuxFact]
    public void Help_and_a_process_open_and_close()
    {
        using var library = new FakeLibrary(Two);
        using var terminal = Started(library);
        terminal.WaitFor("4000003");
        terminal.Press("h");
        Assert.Contains("strata top ends no process", terminal.WaitFor("Keys, as in nvitop") + Scrolled(terminal), StringComparison.Ordinal);
        terminal.Press("Escape");
        terminal.WaitFor("4000003");
        terminal.Press("Down", "Enter");
        terminal.WaitFor("Process 4000001 on GPU 0");
        terminal.Press("Escape");
        terminal.WaitFor("4000003");
    }

    [TmuxFact]
    public void Every_size_is_drawn_anew()
    {
        using var library = new FakeLibrary(Two);
        using var terminal = Started(library);
        terminal.WaitFor("4000003");
        terminal.Resize(120, 40);
        Assert.Contains("MHz", terminal.WaitFor(screen => screen.Split('\n')[0].TrimEnd().Length == 120), StringComparison.Ordinal);
        terminal.Resize(60, 10);
        var small = terminal.WaitFor("80x24 is needed, here is 60x10");
        Assert.DoesNotContain("4000003", small, StringComparison.Ordinal);
        terminal.Resize(80, 24);
        var back = terminal.WaitFor("4000003");
        Assert.DoesNotContain("is needed", back, StringComparison.Ordinal);
        Assert.Equal(80, back.Split('\n')[0].TrimEnd().Length);
    }

    [TmuxFact]
    public void A_gpu_that_hangs_is_marked_and_the_other_goes_on()
    {
        using var library = new FakeLibrary(Two);
        using var terminal = Started(library);
        terminal.WaitFor("4000003");
        library.Configure([.. Two[..^1], "set 1 utilization 61", "hang 0 nvmlDeviceGetPowerUsage 60"]);
        var screen = terminal.WaitFor(screen => Regex.IsMatch(screen, @"(?m)^  0 !! .*hangs \(") && screen.Contains(" 61% ", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^  1 ok ", screen);
        terminal.Press("h");
        terminal.WaitFor("Keys, as in nvitop");
    }

    [TmuxFact]
    public void The_terminal_is_given_back_on_every_way_out()
    {
        using var library = new FakeLibrary(Two);
        foreach (var (end, code) in new (Action<Tmux>, int)[]
        {
            (terminal => terminal.Press("q"), 0),
            (terminal => terminal.Press("C-c"), 130),
            (_ => Kill(library, "TERM"), 130),
            (_ => Kill(library, "QUIT"), 130),
        })
        {
            using var terminal = new Tmux();
            terminal.Type("echo before");
            terminal.Type($"./strata top --library '{library.Path}'; echo code=$?");
            terminal.WaitFor("4000003");
            end(terminal);
            var screen = terminal.WaitFor($"code={code}");
            Assert.Contains("before\n", screen, StringComparison.Ordinal);
            Assert.DoesNotContain("4000003", screen, StringComparison.Ordinal);
            AssertIsCooked(terminal);
        }
    }

    [TmuxFact]
    public void It_stops_and_goes_on_as_other_programs_do()
    {
        using var library = new FakeLibrary(Two);
        using var terminal = Started(library);
        terminal.WaitFor("4000003");
        terminal.Press("C-z");
        Assert.DoesNotContain("4000003", terminal.WaitFor("Stopped"), StringComparison.Ordinal);
        AssertIsCooked(terminal);
        terminal.Type("fg");
        terminal.WaitFor("4000003");
        terminal.Press("h");
        terminal.WaitFor("Keys, as in nvitop");
        terminal.Press("q");
        Assert.DoesNotContain("nvitop", terminal.WaitFor(screen => !screen.Contains("Keys", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [TmuxFact]
    public void Colours_and_letters_are_those_that_the_environment_allows()
    {
        using var library = new FakeLibrary(Two);
        Assert.Matches(@"\e\[[0-9;]*3[1-6]m", Look("LANG=C.UTF-8", ""));
        foreach (var (environment, options) in new[] { ("LANG=C.UTF-8 NO_COLOR=1", ""), ("LANG=C.UTF-8", "--no-color") })
        {
            Assert.DoesNotMatch(@"\e\[[0-9;]*(3[0-7]|4[0-7]|9[0-7])[;m]", Look(environment, options));
        }
        foreach (var (environment, options) in new[] { ("LANG=C", ""), ("LANG=C.UTF-8", "--ascii") })
        {
            Assert.True(System.Text.Ascii.IsValid(Look(environment, options)));
        }

        string Look(string environment, string options)
        {
            using var terminal = new Tmux(environment: environment);
            terminal.Type($"clear; ./strata top --library '{library.Path}' {options}");
            terminal.WaitFor("4000003");
            return terminal.Coloured();
        }
    }

    [TmuxFact]
    public async Task An_agent_that_runs_is_asked_and_one_that_went_away_is_told()
    {
        using var client = new HttpClient();
        using var library = new FakeLibrary([.. Two, "stats calls"]);
        using var terminal = new Tmux(100, 30);
        using (var agent = new RunningAgent($"--library \"{library.Path}\" --interval 0.2"))
        {
            await agent.WaitFor(client, text => text.Contains("strata_gpu_up{", StringComparison.Ordinal));
            var probes = library.Probes();
            terminal.Type($"./strata top --agent {agent.Address.Authority}");
            var screen = terminal.WaitFor("4000003");
            Assert.Contains($"from the agent at {agent.Address.Authority}", screen, StringComparison.Ordinal);
            Assert.Equal(probes, library.Probes());
        }
        terminal.WaitFor("!! the agent does not answer");
        Assert.Contains("4000003", terminal.WaitFor("stale ("), StringComparison.Ordinal);
    }

    [SystemdFact]
    public void An_agent_that_refuses_is_told_and_the_driver_not_held_a_second_time()
    {
        using var library = new FakeLibrary(Two);
        var users = Path.Combine(Path.GetDirectoryName(library.Path)!, "web.yaml");
        File.WriteAllText(users, "basic_auth_users:\n  alice: $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
        // A network of its own has the usual address free, an empty /run has no socket.
        var result = Shell.Run("""
            unshare --mount --net bash -c 'mount -t tmpfs t /run && ip link set lo up || exit
              ./strata agent --library "$1" --web-config "$2" --socket "" --state-directory "$3" >/dev/null 2>&1 & agent=$!
              for i in $(seq 100); do (exec 3<>/dev/tcp/127.0.0.1/9419) 2>/dev/null && break; sleep 0.1; done
              ./strata top; code=$?; kill $agent; wait $agent; exit $code' bash "$1" "$2" "$3"
            """, library.Path, users, Path.GetDirectoryName(library.Path)!);
        Assert.Equal((75, ""), (result.ExitCode, result.Output));
        Assert.Equal("strata: 127.0.0.1:9419: the agent refuses (401 Unauthorized); --agent names another agent, --library asks the driver itself\n", result.Error);
    }

    [TmuxFact]
    public void Names_of_processes_cannot_draw()
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", ["-c", "exec -a $'\\e[2J\\e[31mevil\\e]0;title\\a' sleep 100"]))!;
        try
        {
            using var library = new FakeLibrary("gpu 0 H100", $"process 0 {process.Id} compute 500");
            using var terminal = Started(library, columns: 120);
            var screen = terminal.WaitFor("evil");
            Assert.Contains("[2J[31mevil]0;title 100", screen, StringComparison.Ordinal);
            Assert.Contains("H100", screen, StringComparison.Ordinal);
            Assert.Matches($@"{process.Id} \S+ +C +500MiB", screen);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void A_pipe_gets_one_plain_table()
    {
        using var library = new FakeLibrary(Two);
        var result = Shell.Run("./strata top --library \"$1\"", library.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["4000001", "4000002", "4000003"], Processes(result.Output));
        Assert.DoesNotContain('\e', result.Output);
    }

    [Theory]
    [InlineData("--interval 0", 64)]
    [InlineData("--agent nowhere", 64)]
    [InlineData("--agent 127.0.0.1:1", 75)]
    [InlineData("--agent /nonexistent.sock", 75)]
    [InlineData("--agent 127.0.0.1:1 --demo", 64)]
    [InlineData("--library /nonexistent", 64)]
    public void What_cannot_be_is_one_clear_line(string options, int code)
    {
        var result = Shell.Run("./strata top " + options);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("strata: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private static Tmux Started(FakeLibrary library, int columns = 80)
    {
        var terminal = new Tmux(columns);
        terminal.Type($"./strata top --library '{library.Path}'");
        return terminal;
    }

    private static string[] Processes(string screen) => [.. Regex.Matches(screen, @"(?m)^ +[01] +\*?(400000\d) ").Select(match => match.Groups[1].Value)];

    private static string Scrolled(Tmux terminal)
    {
        terminal.Press("PageDown");
        return terminal.WaitFor("ends no process");
    }

    private static void AssertIsCooked(Tmux terminal)
    {
        terminal.Type("clear; stty -a | tr ' ;' '\\n\\n' | grep -xE -- '-?(icanon|echo|isig)' | tr '\\n' ,");
        Assert.Contains("isig,icanon,echo,", terminal.WaitFor("echo,"), StringComparison.Ordinal);
    }

    // The program of this test, found by the library that only it was given.
    private static void Kill(FakeLibrary library, string signal) =>
        Assert.Equal(0, Shell.Run("for p in /proc/[0-9]*; do a=$(tr '\\0' ' ' <$p/cmdline 2>/dev/null); [[ $a == *strata*' top --library '\"$1\"* && $a != *bash* ]] && kill -$2 \"${p#/proc/}\" && exit 0; done; exit 1", library.Path, signal).ExitCode);
}
