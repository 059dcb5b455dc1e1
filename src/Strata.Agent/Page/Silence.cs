using Strata.Layers.Driver;
using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>Why a GPU does not answer, in words.</summary>
internal static class Silence
{
    public static string InWords(GpuStatus gpu) => gpu.Code switch
    {
        _ when gpu.IsUp is null => gpu.Reason ?? "left alone",
        _ when gpu.IsHanging => gpu.Hang is [var thread, ..] ? $"a call hangs: {Call(thread)}" : "a call hangs",
        NvmlCode.Timeout => gpu.Reason ?? "the driver did not answer in time",
        NvmlCode.GpuIsLost => "it has left the bus",
        NvmlCode.DriverNotLoaded => "the driver is not loaded",
        NvmlCode.ResetRequired => "it needs a reset",
        NvmlCode.NoPermission => "the agent may not ask it",
        NvmlCode.VersionMismatch => "library and module have different versions",
        NvmlCode.NotReady or NvmlCode.Uninitialized => gpu.Reason ?? "it was not asked yet",
        NvmlCode.LibraryNotFound => "there is no driver library",
        _ when gpu.Reason is { } reason => reason,
        var code => FormattableString.Invariant($"the driver refuses with code {code}"),
    };

    // The probe names a thread "GPU:Call".
    private static string Call(BlockedThread thread) =>
        thread.Call[(thread.Call.IndexOf(':', StringComparison.Ordinal) + 1)..] + (thread.WaitsIn is { Length: > 1 } function ? $", in {function} of the kernel" : "");
}
