using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Workload.Rules;

/// <summary>The program was not built for this GPU.</summary>
public sealed class AppWithoutGpuArchitecture : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Workload, 10),
        "app-built-without-gpu-architecture",
        "The program has no code for this GPU's compute capability",
        "A CUDA binary carries code for the GPU generations it was built for. This one has none for the GPU at hand and no PTX from which the driver could make it. The driver is fine; another one does not help.")
    {
        Reference = "CUDA error 209; PyTorch, llama.cpp and nvcc messages",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
    [
        new("is not compatible with the current PyTorch", @"with CUDA capability (?<sm>sm_[0-9]+) is not compatible with the current PyTorch installation")
        {
            Samples = ["NVIDIA GeForce RTX 5090 with CUDA capability sm_120 is not compatible with the current PyTorch installation."],
        },
        new("no kernel image is available") { Samples = ["RuntimeError: CUDA error: no kernel image is available for execution on the device"] },
        new("invalid device function") { Samples = ["RuntimeError: CUDA error: invalid device function", "cudaCheckError() failed : invalid device function"] },
        new("NO_BINARY_FOR_GPU") { Samples = ["CUDA_ERROR_NO_BINARY_FOR_GPU"] },
        new("NoKernelImageForDevice") { Samples = ["cudaErrorNoKernelImageForDevice: no kernel image"] },
        new("device code compatible with CUDA arch", @"no device code compatible with CUDA arch (?<arch>[0-9]+)")
        {
            Samples = ["ERROR: CUDA kernel mul_mat_q has no device code compatible with CUDA arch 520. ggml-cuda.cu was compiled for: 600"],
        },
        new("Unsupported gpu architecture", @"Unsupported gpu architecture '(?<sm>\w+)'") { Samples = ["nvcc fatal   : Unsupported gpu architecture 'compute_89'"] },
        new("is not defined for option 'gpu-name'", @"Value '(?<sm>\w+)' is not defined") { Samples = ["ptxas fatal   : Value 'sm_120' is not defined for option 'gpu-name'"] },
        new("PyTorch no longer supports this GPU") { Samples = ["Found GPU0 GeForce GT 750M which is of cuda capability 3.0. PyTorch no longer supports this GPU because it is too old."] },
        new("not built with CUDA kernel binaries", @"compute capability (?<sm>[0-9.]+)")
        {
            Samples = ["TensorFlow was not built with CUDA kernel binaries compatible with compute capability 12.0. CUDA kernels will be jit-compiled from PTX, which could take 30 minutes or longer."],
        },
    ];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan());
        if (hits.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var slowOnly = hits.All(hit => hit.Sign == Signs[^1]);
        var architecture = hits.Select(hit => hit["sm"]).FirstOrDefault(name => name.Length > 0);
        var build = architecture switch
        {
            "sm_120" or "sm_100" or "sm_103" or "sm_121" or "12.0" or "10.0" => "one built with CUDA 12.8 or newer",
            "sm_90" or "sm_89" or "9.0" or "8.9" or "compute_89" or "compute_90" => "one built with CUDA 11.8 or newer",
            _ => "one built for this GPU's compute capability",
        };
        return Verdict.Found(Find(
            slowOnly ? State.Warning : LogWeight.Of(snapshot), Repair.ConfigFix, hits.Select(hit => hit.Source),
            PlanAction.ByHand($"Install a build of the program that has code for {architecture ?? "this GPU"}: {build}"),
            PlanAction.ByHand("PyTorch: see what the wheel has with `python -c 'import torch; print(torch.cuda.get_arch_list())'` and take a newer wheel, such as --index-url https://download.pytorch.org/whl/cu128"),
            PlanAction.Look("Read the GPU's compute capability", "nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv")));
    }
}
