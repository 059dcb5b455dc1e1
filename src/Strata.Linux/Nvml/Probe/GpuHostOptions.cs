using Strata.Linux.Files;

namespace Strata.Linux.Nvml.Probe;

/// <summary>How long to wait for the driver, how much to leave behind, and when to leave a GPU alone.</summary>
public sealed record GpuHostOptions
{
    /// <summary>Program and arguments that run a probe.</summary>
    public required IReadOnlyList<string> Probe { get; init; }

    /// <summary>Deadline of loading the library and of taking the handle of a GPU, which may have to be started.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deadline of a sample.</summary>
    public TimeSpan SampleDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Deadline of the details.</summary>
    public TimeSpan DetailDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True when events of the driver shall be told.</summary>
    public bool WatchEvents { get; init; }

    /// <summary>Probes that may hang at the same time; beyond that no new one is started.</summary>
    public int MostAbandoned { get; init; } = 2;

    /// <summary>Wait before the library is started anew; doubled with each failure.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait before the library is started anew to look for a lost GPU while others answer.</summary>
    public TimeSpan LongestSearch { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>True when a GPU that can sleep is not woken and not kept awake.</summary>
    public bool GateSleeping { get; init; }

    /// <summary>Idle samples in a row after which a GPU that can sleep is let go of.</summary>
    public int IdleSamples { get; init; } = 30;

    /// <summary>How long a GPU that was let go of may take to fall asleep before it is taken up again; doubled each time that it did not.</summary>
    public TimeSpan SleepPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The kernel's files; null for those of this host.</summary>
    public FileTree? Files { get; init; }
}
