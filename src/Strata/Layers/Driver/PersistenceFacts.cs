using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>State of a systemd unit.</summary>
/// <param name="Active">Word after <c>Active:</c>, such as <c>active</c>, <c>inactive</c>, <c>failed</c>.</param>
/// <param name="Enabled">Word of the <c>Loaded:</c> line, such as <c>enabled</c>, <c>static</c>; empty where not printed.</param>
/// <param name="Command">Command line that it runs; empty where not printed.</param>
/// <param name="Source">The line that tells the state.</param>
public sealed record UnitState(string Active, string Enabled, string Command, Source Source)
{
    /// <summary>True when it runs.</summary>
    public bool IsActive => Active == "active";

    /// <summary>True when it ended with an error.</summary>
    public bool IsFailed => Active == "failed";
}

/// <summary>What keeps the GPUs initialised between programs.</summary>
public sealed record PersistenceFacts
{
    /// <summary>The nvidia-persistenced unit; absent when there is none.</summary>
    public Reading<UnitState> Daemon { get; init; } = Reading.NotLooked<UnitState>("systemctl status nvidia-persistenced.service");

    /// <summary>True when the daemon is started with <c>--no-persistence-mode</c>; the place is the line with the command.</summary>
    public Reading<bool> StartsWithModeOff { get; init; } = Reading.NotLooked<bool>("nvidia-persistenced.service");
}
