using System.Collections.Immutable;
using Strata.Judging;

namespace Strata.Layers.Driver;

/// <summary>Traces of memory repair outside of Xid lines: cut-down `nvidia-smi -q` and people's words.</summary>
public static class MemorySigns
{
    /// <summary>The remap block of `nvidia-smi -q` with rows that wait.</summary>
    public static LogSign RemapPending { get; } = new(
        "Remapped Rows",
        @"Remapped Rows\s+(?:Correctable Error\s*: ?(?<correctable>\d+)\s+)?(?:Uncorrectable Error\s*: ?(?<uncorrectable>\d+)\s+)?Pending\s*: ?Yes")
    {
        Span = 5,
        Samples = ["    Remapped Rows Correctable Error                 : 0 Uncorrectable Error               : 4 Pending                           : Yes"],
    };

    /// <summary>The line of `nvidia-smi -q` that says that the repair failed.</summary>
    public static LogSign RemapFailure { get; } = new("Remapping Failure Occurred", @"Remapping Failure Occurred\s*: ?Yes")
    {
        Samples = ["        Remapping Failure Occurred        : Yes"],
    };

    /// <summary>DCGM says that the repair failed.</summary>
    public static LogSign RemapFailureOfDcgm { get; } = new("row remapping failed", @"GPU \d+ had uncorrectable memory errors and row remapping failed")
    {
        Samples = ["GPU 3 had uncorrectable memory errors and row remapping failed. Run a field diagnostic on the GPU."],
    };

    /// <summary>DCGM says that a repair waits for a reset.</summary>
    public static LogSign RemapPendingOfDcgm { get; } = new("row remappings are pending", @"GPU \d+ had memory errors and row remappings are pending")
    {
        Samples = ["GPU 3 had memory errors and row remappings are pending"],
    };

    /// <summary>Somebody writes that remapped memory failed again after a reboot or a reset.</summary>
    public static LogSign RowsAgain { get; } = new("emapped row", Again)
    {
        Samples = ["`nvidia-smi -q -i 2` grew from **11 to 12 remapped rows**, and **~2 minutes after a full host reboot** **a new row failed again**"],
    };

    /// <summary>The same in words about ECC.</summary>
    public static LogSign EccAgain { get; } = new("ECC", Again)
    {
        Samples = ["Uncorrectable ECC errors came back minutes after the GPU reset"],
    };

    /// <summary>The same in words about the memory's kind.</summary>
    public static LogSign HbmAgain { get; } = new("HBM", Again)
    {
        Samples = ["Same HBM site keeps failing: even after a GPU reset a new row was remapped again"],
    };

    private const string Again =
        @"(?i)^(?!.*NVRM)(?=.*\b(?:after|despite|even)\b.{0,60}\bre(?:boot|set)).*\b(?:again|another|new (?:row|page|DBE|error)|came back|returned|recurr\w*|reappear\w*|still)\b";

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [RemapPending, RemapFailure, RemapFailureOfDcgm, RemapPendingOfDcgm, RowsAgain, EccAgain, HbmAgain];
}
