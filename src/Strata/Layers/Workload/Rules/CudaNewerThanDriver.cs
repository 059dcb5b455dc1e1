using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Workload.Rules;

/// <summary>The program or image needs a newer CUDA than the driver offers.</summary>
public sealed class CudaNewerThanDriver : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Workload, 20),
        "cuda-newer-than-driver",
        "The program needs a newer CUDA than the installed driver offers",
        "The driver decides which CUDA programs run: the number that nvidia-smi prints as CUDA Version is the newest it knows. Programs of the same major release run on any driver from 450.80.02 (11), 525.60.13 (12) or 580 (13) on; an image may ask for more. Forward compatibility by cuda-compat works only on data-centre GPUs.")
    {
        DependsOn =
        [
            .. HostDriverFaults.NoDriver, .. HostDriverFaults.Mismatch, "container-runtime-default-not-nvidia", "container-toolkit-not-installed",
            "driver-library-mismatch-container-vs-host",
        ],
        Reference = "CUDA compatibility guide; CUDA errors 35, 222 and 804",
    };

    private static readonly LogSign Requirement = new("unsatisfied condition:", @"unsatisfied condition: (?<what>cuda|driver) ?>= ?(?<version>[0-9]+(?:\.[0-9]+)*)")
    {
        Samples = ["nvidia-container-cli: requirement error: unsatisfied condition: cuda>=12.8, please update your driver to a newer version, or use an earlier cuda container: unknown"],
    };

    private static readonly LogSign BuiltFor = new("built for NVIDIA Driver Release", @"built for NVIDIA Driver Release (?<version>[0-9]+\.[0-9]+) or later")
    {
        Samples = ["ERROR: This container was built for NVIDIA Driver Release 530.30 or later, but"],
    };

    private static readonly ImmutableArray<LogSign> Insufficient =
    [
        new("driver version is insufficient") { Samples = ["ERROR: cudaGetDeviceCount CUDA driver version is insufficient for CUDA runtime version"] },
        new("cudaErrorInsufficientDriver") { Samples = ["cudaErrorInsufficientDriver (35)"] },
        new("NVIDIA driver on your system is too old", @"too old \(found version (?<found>[0-9]+)\)") { Samples = ["The NVIDIA driver on your system is too old (found version 11040). Please update your GPU driver"] },
        new("NVIDIA driver on your system is too old") { Samples = ["RuntimeError: The NVIDIA driver on your system is too old"] },
        new("compiled with an unsupported toolchain") { Samples = ["CUDA error: the provided PTX was compiled with an unsupported toolchain."] },
        new("CUDA_ERROR_UNSUPPORTED_PTX_VERSION") { Samples = ["cuModuleLoadData failed: CUDA_ERROR_UNSUPPORTED_PTX_VERSION"] },
        new("forward compatibility was attempted") { Samples = ["Error 804: forward compatibility was attempted on non supported HW"] },
        new("COMPAT_NOT_SUPPORTED_ON_DEVICE") { Samples = ["failed call to cuInit: CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE"] },
        new("compatibility mode is UNAVAILABLE") { Samples = ["       version 470.57.02 was detected and compatibility mode is UNAVAILABLE."] },
        new("init failure: 804") { Samples = ["cuda driver library init failure: 804"] },
        new("init failure: 35") { Samples = ["Unable to load cudart CUDA management library /usr/lib/ollama/libcudart.so.12: cudart init failure: 35"] },
        new("driver is too old or missing") { Samples = ["your nvidia driver is too old or missing.  If you have a CUDA GPU please upgrade to run ollama"] },
    ];

    private static readonly LogSign Offered = new("CUDA Version:", @"Driver Version: (?<driver>[0-9]+\.[0-9]+[0-9.]*)\s+CUDA Version: (?<cuda>[0-9]+\.[0-9]+)")
    {
        Samples = ["| NVIDIA-SMI 550.144.03             Driver Version: 550.144.03     CUDA Version: 12.4     |"],
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [Requirement, BuiltFor, .. Insufficient, Offered];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var asked = log.Current(Requirement, BuiltFor);
        var refused = log.Current(Insufficient.AsSpan());
        if (asked.IsEmpty && refused.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var offered = log.Current(Offered).FirstOrDefault();
        IEnumerable<Source> evidence = asked.Concat(refused).Select(hit => hit.Source);
        evidence = offered is null ? evidence : evidence.Append(offered.Source);
        var requirement = asked.FirstOrDefault(hit => hit.Sign == Requirement && hit["what"] == "cuda");
        var wanted = requirement is not null && Version.TryParse(requirement["version"], out var version) ? version : null;
        var title = wanted is null ? Info.Title
            : offered is null ? $"The image asks for CUDA {wanted}, which the driver does not offer"
            : $"The image asks for CUDA {wanted}; driver {offered["driver"]} offers {offered["cuda"]}";
        return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, evidence, Fixes(wanted, asked.FirstOrDefault(hit => hit.Sign == BuiltFor)?["version"])) with
        {
            Title = title,
            Confidence = asked.IsEmpty ? Confidence.Likely : Confidence.Certain,
        });
    }

    private static ImmutableArray<PlanAction> Fixes(Version? wanted, string? branch)
    {
        var driver = wanted is null ? null : CudaReleases.DriverFor(wanted);
        var newer = driver is not null ? $"Install a driver of branch {driver.Branch} or newer ({driver} came with this CUDA release); reboot or reload the modules after it"
            : branch is not null ? $"Install driver {branch} or newer; reboot or reload the modules after it"
            : "Install a driver of a branch that knows the program's CUDA release: 525.60.13 or newer for CUDA 12, 580 or newer for CUDA 13; reboot or reload the modules after it";
        return
        [
            PlanAction.ByHand("Use an older build or image: one made for the CUDA Version that nvidia-smi prints, or an older one"),
            PlanAction.ByHand(newer, Risk.Reboot, "everything that uses the GPU", needsRoot: true),
            PlanAction.Look("See driver and newest CUDA", "nvidia-smi"),
        ];
    }
}
