using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Partition.Mps;

/// <summary>What a control daemon wrote since it started last.</summary>
/// <param name="Failed">Ends of servers that were started and ended with an error.</param>
/// <param name="ServerLives">A server came up.</param>
/// <param name="Reason">Why a server could not start, from its own log, or null.</param>
public sealed partial record MpsLog(ImmutableArray<Source> Failed, bool ServerLives, Source? Reason)
{
    private const string Usual = "/var/log/nvidia-mps";

    /// <summary>Reads control.log and server.log of the daemons; absent where none runs or keeps a log.</summary>
    public static Reading<MpsLog> Collect(IMachine machine, ImmutableArray<MpsDaemon> daemons)
    {
        var found = Reading.Absent<MpsLog>(new Source(Usual + "/control.log"));
        if (daemons.IsEmpty)
        {
            return found;
        }
        foreach (var folder in daemons.Select(daemon => daemon.LogDirectory ?? Usual).Append(Usual).Distinct(StringComparer.Ordinal))
        {
            var control = machine.Read(folder + "/control.log");
            if (control.IsKnown)
            {
                return control.Map(log => Parse(log, machine.Read(folder + "/server.log").Or(null)));
            }
            found = control.IsUnreadable ? control.Map<MpsLog>(_ => null!) : found;
        }
        return found;
    }

    /// <summary>Reads both logs; total.</summary>
    public static MpsLog Parse(TextDocument control, TextDocument? server)
    {
        var started = new HashSet<string>(StringComparer.Ordinal);
        var failed = ImmutableArray.CreateBuilder<Source>();
        var lives = false;
        for (var i = 0; i < control.Lines.Length; i++)
        {
            var line = control.Lines[i];
            if (line.Contains("Starting control daemon using socket", StringComparison.Ordinal))
            {
                started.Clear();
                failed.Clear();
                lives = false;
            }
            else if (Start().Match(line) is { Success: true } start)
            {
                started.Add(start.Groups["pid"].Value);
            }
            else if (Ready().IsMatch(line))
            {
                lives = true;
                failed.Clear();
            }
            else if (Exit().Match(line) is { Success: true } exit && started.Contains(exit.Groups["pid"].Value))
            {
                failed.Add(control.At(i));
            }
        }
        return new MpsLog(failed.ToImmutable(), lives, server is null ? null : LastReason(server));
    }

    // The last server to start tells why the last one failed.
    private static Source? LastReason(TextDocument server)
    {
        for (var i = server.Lines.Length - 1; i >= 0; i--)
        {
            if (server.Lines[i].Contains("Driver initialization failed with: ", StringComparison.Ordinal) || server.Lines[i].Contains("Failed to allocate shared memory region", StringComparison.Ordinal))
            {
                return server.At(i);
            }
            if (server.Lines[i].EndsWith("Server has started", StringComparison.Ordinal))
            {
                return null;
            }
        }
        return null;
    }

    [GeneratedRegex(@"Starting new server (?<pid>[0-9]+) for user ", RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    [GeneratedRegex(@"NEW SERVER [0-9]+: Ready", RegexOptions.CultureInvariant)]
    private static partial Regex Ready();

    [GeneratedRegex(@"Server (?<pid>[0-9]+) exited with status [1-9]", RegexOptions.CultureInvariant)]
    private static partial Regex Exit();
}
