using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;

namespace Strata.Layers.Partition;

/// <summary>Traces in logs that more than one rule or collector of this layer and of higher ones reads.</summary>
public static class PartitionSigns
{
    /// <summary>CUDA sees no GPU that it could use.</summary>
    public static ImmutableArray<LogSign> CudaSeesNoGpu { get; } =
    [
        new("no CUDA-capable device") { Samples = ["CUDA error: no CUDA-capable device is detected"] },
        new("busy or unavailable") { Samples = ["RuntimeError: CUDA error: CUDA-capable device(s) is/are busy or unavailable"] },
        new("No CUDA GPUs are available") { Samples = ["RuntimeError: No CUDA GPUs are available"] },
        new("CUDA_ERROR_NO_DEVICE") { Samples = ["cuInit failed: CUDA_ERROR_NO_DEVICE"] },
        new("CUDA_ERROR_DEVICE_UNAVAILABLE") { Samples = ["cuCtxCreate failed: CUDA_ERROR_DEVICE_UNAVAILABLE"] },
        new("No CUDA devices", @"(?i)no CUDA devices? (?:were |was )?(?:found|available|detected)?") { Samples = ["No CUDA devices found"] },
        new("torch.cuda.is_available()", @"torch\.cuda\.is_available\(\).*\bFalse\b") { Samples = [">>> torch.cuda.is_available() # False"] },
    ];

    /// <summary>A CUDA program finds no MPS daemon.</summary>
    public static LogSign MpsConnectionFailed { get; } = new("MPS", @"(?:MPS client failed to connect to the MPS control daemon|CUDA_ERROR_MPS_CONNECTION_FAILED|cudaErrorMpsConnectionFailed)")
    {
        Samples =
        [
            "Error 805: MPS client failed to connect to the MPS control daemon or the MPS server.",
            "cuInit failed: CUDA_ERROR_MPS_CONNECTION_FAILED",
        ],
    };

    /// <summary>The same, told by the runtime's own name for it.</summary>
    public static LogSign MpsConnectionFailedName { get; } = new("MpsConnectionFailed") { Samples = ["cudaErrorMpsConnectionFailed"] };

    /// <summary>The command-line client of MPS finds no daemon.</summary>
    public static LogSign MpsDaemonNotFound { get; } = new("MPS control daemon process", @"Cannot (?:find|authenticate or connect to) MPS control daemon process")
    {
        Samples = ["Cannot find MPS control daemon process"],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } =
        [.. CudaSeesNoGpu, MpsConnectionFailed, MpsConnectionFailedName, MpsDaemonNotFound, .. ContainerMentions.All];
}
