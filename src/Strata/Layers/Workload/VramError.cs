using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Workload;

/// <summary>One failed allocation of GPU memory with the numbers that the program tells, in MiB.</summary>
/// <param name="Source">Where it was told.</param>
public sealed partial record VramError(Source Source)
{
    /// <summary>PyTorch's message, with numbers.</summary>
    public static LogSign Torch { get; } = new("ried to allocate", @"Tried to allocate (?<tried>[0-9.]+) ?(?<unit>[KMGT]i?B)")
    {
        Samples =
        [
            "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 224.00 MiB (GPU 0; 10.73 GiB total capacity; 9.85 GiB already allocated; 46.44 MiB free; 9.86 GiB reserved in total by PyTorch)",
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 572.00 MiB. GPU 0 has a total capacity of 39.49 GiB of which 321.31 MiB is free. Process 3721648 has 414.00 MiB memory in use. Including non-PyTorch memory, this process has 37.46 GiB memory in use.",
        ],
    };

    /// <summary>Messages without numbers.</summary>
    public static ImmutableArray<LogSign> Bare { get; } =
    [
        new("out of memory", @"(?i)(?:CUDA.{0,40}|cudaMalloc.{0,20}|\bcuda\w*\(.{0,60}|runtime error \(2\) ?: ?|error=2 : |\bggml.{0,60})out of memory")
        {
            Samples =
            [
                "RuntimeError: CUDA error: out of memory",
                "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 4096.00 MiB on device 0: cudaMalloc failed: out of memory",
                "RuntimeError: cuda runtime error (2) : out of memory at /opt/conda/conda-bld/pytorch/THCStorage.cu:66",
            ],
        },
        new("CUDA_ERROR_OUT_OF_MEMORY") { Samples = ["failed to allocate 10.92G (11721506816 bytes) from device: CUDA_ERROR_OUT_OF_MEMORY: out of memory"] },
        new("RESOURCE_EXHAUSTED: Out of memory") { Samples = ["XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 17179869184 bytes."] },
        new("OOM when allocating tensor", @"OOM when allocating tensor.*device:GPU") { Samples = ["OOM when allocating tensor with shape[64,512,512,64] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc"] },
        new("Out of memory allocating", @"Out of memory allocating [0-9,]+ bytes") { Samples = ["cupy.cuda.memory.OutOfMemoryError: Out of memory allocating 8,589,934,592 bytes (allocated so far: 17,179,869,184 bytes)."] },
        new("out_of_memory: CUDA error") { Samples = ["MemoryError: std::bad_alloc: out_of_memory: CUDA error at: cuda_memory_resource.hpp"] },
        new("failed to allocate CUDA", @"failed to allocate CUDA[0-9]+ buffer") { Samples = ["ggml_gallocr_reserve_n: failed to allocate CUDA0 buffer of size 8589934592"] },
        new("OutOfMemory", @"\[TRT\].*\bOutOfMemory\b") { Samples = ["[TRT] [E] 2: [virtualMemoryBuffer.cpp::resizePhysical::145] Error Code 2: OutOfMemory (no further information)"] },
        new("cudaErrorMemoryAllocation") { Samples = ["cudaErrorMemoryAllocation: out of memory"] },
    ];

    /// <summary>A row of nvidia-smi's table of processes.</summary>
    public static LogSign ProcessRow { get; } = new("MiB |", @"^\|\s+[0-9]+\s+(?:\S+\s+\S+\s+)?(?<pid>[0-9]+)\s+(?:C|G|C\+G|M\+C)\s+(?<name>\S.*?)\s+(?<mib>[0-9]+)MiB\s+\|")
    {
        Samples =
        [
            "|    0   N/A  N/A     12345      C   python3                         20480MiB |",
            "|    0      2305      C   /usr/bin/python                             10313MiB |",
        ],
    };

    /// <summary>All signs of this class.</summary>
    public static ImmutableArray<LogSign> All { get; } = [Torch, .. Bare, ProcessRow];

    /// <summary>Size that was asked for.</summary>
    public double? Tried { get; init; }

    /// <summary>Size of the GPU's memory.</summary>
    public double? Total { get; init; }

    /// <summary>What the program itself holds.</summary>
    public double? Own { get; init; }

    /// <summary>What other programs hold.</summary>
    public double? Others { get; init; }

    /// <summary>True when it would have fitted without the other programs.</summary>
    public bool IsForOthers =>
        Others is { } others && Total is { } total && Own is { } own && others > Math.Max(1024, total / 10) && own + (Tried ?? 0) <= total * 0.97;

    /// <summary>All failures of the current boot that tell numbers, and one of each kind that does not.</summary>
    public static ImmutableArray<VramError> In(LogFacts log)
    {
        var torch = log.Current(Torch).Where(hit => (hit.Source.Text ?? "").Contains("GPU", StringComparison.Ordinal)).Select(hit => Parse(hit.Source)).ToImmutableArray();
        return torch.IsEmpty ? [.. log.Current(Bare.AsSpan()).Select(hit => new VramError(hit.Source))] : torch;
    }

    /// <summary>Reads PyTorch's message, older and newer form; total.</summary>
    public static VramError Parse(Source source)
    {
        var text = source.Text ?? "";
        var tried = First(Asked(), text);
        var total = First(Capacity(), text);
        var free = First(Free(), text);
        var others = OtherProcesses().Matches(text).Select(match => Size(match)).ToList();
        var own = First(ThisProcess(), text);
        if (own is null && others.Count > 0 && First(AllocatedByTorch(), text) is { } torch)
        {
            // In a container the program does not know its own number; it is the smallest process that can hold what it has.
            own = others.Where(size => size >= torch).DefaultIfEmpty(torch).Min();
            others.Remove(own.Value);
        }
        own ??= First(Reserved(), text) ?? First(Allocated(), text);
        if (others.Count == 0 && own is not null && total is not null && free is not null)
        {
            others = [Math.Max(0, total.Value - own.Value - free.Value)];
        }
        return new VramError(source) { Tried = tried, Total = total, Own = own, Others = others.Count == 0 ? null : others.Sum() };
    }

    private static double? First(Regex expression, string text) => expression.Match(text) is { Success: true } match ? Size(match) : null;

    private static double Size(Match match)
    {
        var number = double.TryParse(match.Groups["n"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0;
        return match.Groups["u"].Value[0] switch { 'T' => number * 1024 * 1024, 'G' => number * 1024, 'K' => number / 1024, 'b' => number / 1048576, _ => number };
    }

    private const string Amount = @"(?<n>[0-9]{1,12}(?:\.[0-9]{1,4})?) ?(?<u>[KMGT]i?B|bytes)";

    [GeneratedRegex("ried to allocate " + Amount, RegexOptions.CultureInvariant)]
    private static partial Regex Asked();

    [GeneratedRegex("(?:total capacity of |total capacty of |; )" + Amount + "(?: total capacity| of which)", RegexOptions.CultureInvariant)]
    private static partial Regex Capacity();

    [GeneratedRegex("(?:of which |; )" + Amount + "(?: is)? free", RegexOptions.CultureInvariant)]
    private static partial Regex Free();

    [GeneratedRegex("; " + Amount + " reserved in total|; " + Amount + " cached", RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    [GeneratedRegex("; " + Amount + " already allocated", RegexOptions.CultureInvariant)]
    private static partial Regex Allocated();

    [GeneratedRegex("Of the allocated memory " + Amount + " is allocated by PyTorch", RegexOptions.CultureInvariant)]
    private static partial Regex AllocatedByTorch();

    [GeneratedRegex("this process has " + Amount + " memory in use", RegexOptions.CultureInvariant)]
    private static partial Regex ThisProcess();

    [GeneratedRegex(@"Process [0-9]+ has " + Amount + " memory in use", RegexOptions.CultureInvariant)]
    private static partial Regex OtherProcesses();
}
