namespace Strata.Metrics;

/// <summary>How the history of events and the watch of doctor fare.</summary>
public sealed record HistoryHealth
{
    /// <summary>True when events are to be written to the disk; a history in memory only is no fault.</summary>
    public bool IsWanted { get; init; }

    /// <summary>True while events are written to the disk.</summary>
    public bool IsStored { get; init; }

    /// <summary>Events that were written since the agent started.</summary>
    public long Stored { get; init; }

    /// <summary>Events that wait in memory for the disk.</summary>
    public int Waiting { get; init; }

    /// <summary>Events that found no room in memory while the disk took none.</summary>
    public long Dropped { get; init; }

    /// <summary>Time between two runs of doctor.</summary>
    public TimeSpan DoctorInterval { get; init; }

    /// <summary>Runs of doctor that ended.</summary>
    public long DoctorRuns { get; init; }

    /// <summary>Runs of doctor that failed by a fault of strata itself.</summary>
    public long DoctorFailures { get; init; }

    /// <summary>Readers of the stream of events that were let go because they did not keep up.</summary>
    public long SlowReaders { get; init; }
}
