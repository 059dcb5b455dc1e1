using System.CommandLine;
using Strata.Agent.LocalApi;
using Strata.Cli.Terminal;
using Strata.Linux;
using Strata.Linux.Processes;
using Strata.Rendering.Top;

namespace Strata.Cli.Commands.Top;

/// <summary><c>strata top</c>: GPUs and their processes, live. It changes nothing.</summary>
internal static class TopCommand
{
    public static Command Create()
    {
        var interval = new Option<double>("--interval") { Description = "Seconds between two readings.", HelpName = "SECONDS", DefaultValueFactory = _ => 1 };
        var agent = new Option<string?>("--agent") { Description = $"The agent to ask (default {AgentHttp.Socket}, then {AgentHttp.Address}, then the driver itself).", HelpName = "ADDRESS:PORT or PATH" };
        var ascii = new Option<bool>("--ascii") { Description = "Draw with ASCII only." };
        var library = SharedOptions.Library();
        var demo = SharedOptions.Demo();
        var noColour = SharedOptions.NoColour();
        var command = new ExampledCommand("top", "Watch GPUs and their processes; keys as in nvitop, read-only. A pipe gets one table.", "strata top", "strata top | head", "strata top --demo")
        {
            interval, agent, ascii, library, demo, noColour,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var every = parsed.GetValue(interval) is >= 0.1 and <= 3600 and var seconds ? TimeSpan.FromSeconds(seconds) : throw new UsageException("--interval: between 0.1 and 3600 seconds");
            var feed = await FeedAsync(parsed, agent, library, demo, cancel).ConfigureAwait(false);
            await using (feed.ConfigureAwait(false))
            {
                using var watch = new ProcessWatch(TimeProvider.System);
                var readings = new TopReadings(feed, watch);
                var style = Screen.Style(parsed.GetValue(noColour));
                var isAscii = parsed.GetValue(ascii) || style.Ascii || Environment.GetEnvironmentVariable("TERM") == "linux";
                var first = await FirstAsync(readings, cancel).ConfigureAwait(false);
                using var terminal = Screen.CanMoveCursor ? RawTerminal.Open() : null;
                if (terminal is null)
                {
                    StandardOutput.Write(TopPage.Text(first, new TopSurface(style.Width, int.MaxValue, isAscii)));
                    return ExitCodes.Ok;
                }
                return await new TopSession(terminal, readings, every, isAscii, style.Colour).RunAsync(first, cancel).ConfigureAwait(false);
            }
        });
        return command;
    }

    // A library or the demonstration is asked itself; else an agent that runs has the values already.
    private static async Task<TopFeed> FeedAsync(ParseResult parsed, Option<string?> agent, Option<string?> library, Option<bool> demo, CancellationToken cancel)
    {
        if (parsed.GetValue(agent) is { } where)
        {
            return parsed.GetValue(demo) || parsed.GetValue(library) is not null ? throw new UsageException("--agent: without --library and --demo") : AgentFeed.At(where);
        }
        var asked = GpuLibrary.Of(parsed, library, demo);
        if (asked.Path is not null)
        {
            return new ProbeFeed(asked, isAgentSought: false);
        }
        return await AgentFeed.FindAsync(cancel).ConfigureAwait(false) is { } found ? found : new ProbeFeed(asked, isAgentSought: true);
    }

    private static async Task<TopState> FirstAsync(TopReadings readings, CancellationToken cancel)
    {
        using var progress = ProgressLine.Start("asking for the GPUs");
        var reading = await readings.ReadAsync(null, cancel).ConfigureAwait(false);
        return reading(new TopState(readings.Source));
    }
}
