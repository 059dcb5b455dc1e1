using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>A program loads a libcuda other than the driver's own.</summary>
public sealed class LibcudaMismatchInContainer : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 140),
        "cuda-803-libcuda-mismatch-in-container",
        "The program finds another libcuda before the driver's own (CUDA error 803)",
        "CUDA error 803 means that the loaded libcuda.so.1 does not fit the kernel module. In a container that is nearly always a copy from the image, mostly /usr/local/cuda/compat, which the loader's configuration or LD_LIBRARY_PATH puts before the library of the host's driver. If `nvidia-smi` fails on the host as well, module and libraries differ there.")
    {
        DependsOn = [.. HostDriverFaults.Mismatch, "driver-library-mismatch-container-vs-host", "image-ships-driver-files"],
        Reference = "gpustack/gpustack#4678",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
    [
        new("unsupported display driver")
        {
            Samples = ["RuntimeError: Unexpected error from cudaGetDeviceCount(). Error 803: system has unsupported display driver / cuda driver combination"],
        },
        new("DRIVER_MISMATCH", @"CUDA_ERROR_SYSTEM_DRIVER_MISMATCH") { Samples = ["failed call to cuInit: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"] },
        new("cudaErrorSystemDriverMismatch") { Samples = ["cudaErrorSystemDriverMismatch: system has unsupported driver"] },
        new("init failure: 803") { Samples = ["Unable to load cudart library /usr/lib/x86_64-linux-gnu/libcuda.so.570.169: cuda driver library init failure: 803"] },
    ];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan());
        if (hits.IsEmpty)
        {
            return Verdict.Quiet;
        }
        IEnumerable<Source> evidence = hits.Select(hit => hit.Source);
        var finding = Find(
            LogWeight.Of(snapshot), Repair.ConfigFix, evidence,
            PlanAction.Look("Look which libcuda the loader finds first, inside the container", "ldconfig", "-p"),
            PlanAction.ByHand("Put the driver's library first: start the container with LD_LIBRARY_PATH=/usr/local/nvidia/lib64:/usr/lib/x86_64-linux-gnu, without any .../compat in it"),
            PlanAction.ByHand("Or remove the copy from the image: its line for /usr/local/cuda/compat under /etc/ld.so.conf.d, then ldconfig; or the package cuda-compat"));
        return Verdict.Found(finding with { Confidence = Confidence.Likely });
    }
}
