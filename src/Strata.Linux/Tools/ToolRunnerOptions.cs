using System.Collections.Immutable;

namespace Strata.Linux.Tools;

/// <summary>Limits of running a tool.</summary>
internal sealed record ToolRunnerOptions
{
    /// <summary>How long a tool may run.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes of its output are kept.</summary>
    public int MostBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many tools that hang in the driver may be left behind.</summary>
    public int MostAbandoned { get; init; } = 4;

    /// <summary>The tools that may be run.</summary>
    public ImmutableArray<AllowedTool> Tools { get; init; } = AllowList.Tools;

    /// <summary>Where they are looked for.</summary>
    public ImmutableArray<string> Directories { get; init; } = AllowList.Directories;
}
