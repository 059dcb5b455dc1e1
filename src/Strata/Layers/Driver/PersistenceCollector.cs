using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Reads the unit of the persistence daemon and the command that starts it.</summary>
internal static class PersistenceCollector
{
    private const string Unit = "nvidia-persistenced.service";
    private const string Flag = "--no-persistence-mode";
    private static readonly ImmutableArray<string> UnitFiles =
        ["/etc/systemd/system/" + Unit, "/run/systemd/system/" + Unit, "/usr/lib/systemd/system/" + Unit, "/lib/systemd/system/" + Unit];

    /// <summary>Collects the facts.</summary>
    public static PersistenceFacts Collect(IMachine machine)
    {
        var status = machine.Run(ToolCall.Of("systemctl", "status", Unit));
        var daemon = status switch
        {
            Reading<ToolOutput>.Known known => UnitParser.Parse(known.Value.Output) is { } state
                ? Reading.Known(state, state.Source)
                : Reading.Unreadable<UnitState>("the state is not of a known form", status.Source),
            Reading<ToolOutput>.Absent => Reading.Absent<UnitState>(status.Source),
            _ => Reading.NotLooked<UnitState>("systemctl status " + Unit),
        };
        return new PersistenceFacts { Daemon = daemon, StartsWithModeOff = StartsWithModeOff(machine, daemon) };
    }

    private static Reading<bool> StartsWithModeOff(IMachine machine, Reading<UnitState> daemon)
    {
        if (OfDropIns(machine) is { } dropIn)
        {
            return dropIn;
        }
        if (daemon.TryGet(out var state) && state.Command.Contains("nvidia-persistenced", StringComparison.Ordinal))
        {
            return Reading.Known(state.Command.Contains(Flag, StringComparison.Ordinal), state.Source);
        }
        foreach (var path in UnitFiles)
        {
            if (machine.Read(path).TryGet(out var text) && UnitParser.ExecStart(text) is { } start)
            {
                return Reading.Known(start.Command.Contains(Flag, StringComparison.Ordinal), start.Place);
            }
        }
        return Reading.NotLooked<bool>(Unit);
    }

    private static Reading<bool>? OfDropIns(IMachine machine)
    {
        const string directory = "/etc/systemd/system/" + Unit + ".d";
        Reading<bool>? last = null;
        foreach (var name in machine.List(directory).Or([]))
        {
            if (name.EndsWith(".conf", StringComparison.Ordinal) && machine.Read(directory + "/" + name).TryGet(out var text) && UnitParser.ExecStart(text) is { } start)
            {
                last = Reading.Known(start.Command.Contains(Flag, StringComparison.Ordinal), start.Place);
            }
        }
        return last;
    }
}
