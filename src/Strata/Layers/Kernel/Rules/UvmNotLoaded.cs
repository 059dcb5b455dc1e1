using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>nvidia works, nvidia_uvm is not loaded.</summary>
public sealed class UvmNotLoaded : Rule
{
    private static readonly LogSign NodeMissing = new("/dev/nvidia-uvm", @"/dev/nvidia-uvm(?:-tools)?['""’:]*,?:? ?(?:no such file|No such file|does not exist|not found)|'?[^']*(?:Datei oder Verzeichnis nicht gefunden|Aucun fichier ou dossier|No existe el |没有那个文件或目录|Нет такого файла|inexistente|non esistente|そのようなファイル|그런 파일)|(?:no such file or directory|No such file or directory|stat failed).*/dev/nvidia-uvm")
    {
        Samples =
        [
            "docker: Error response from daemon: error gathering device information while adding custom device \"/dev/nvidia-uvm\": no such file or directory.",
            "ls: cannot access '/dev/nvidia-uvm': No such file or directory",
            "ls: Zugriff auf '/dev/nvidia-uvm' nicht möglich: Datei oder Verzeichnis nicht gefunden",
            "nvidia-container-cli: mount error: stat failed: /dev/nvidia-uvm: no such file or directory",
        ],
    };

    private static readonly LogSign CouldNotLoad = new("UVM kernel module", @"Could not load UVM kernel module")
    {
        Samples = ["nvidia-docker | 2017/01/16 16:55:02 Error: Could not load UVM kernel module. Is nvidia-modprobe installed?"],
    };

    private static readonly LogSign ToldNotLoaded = new("nvidia", @"(?i:\bnvidia[_-]uvm`?'?\)? (?:kernel )?(?:module )?(?:is not|isn't|was not|wasn't|not being|not) loaded\b)")
    {
        Samples =
        [
            "[WARN] Kernel module nvidia_uvm is not loaded. Make sure the NVIDIA device driver is installed and loaded.",
            "the job says nvidia-uvm module not being loaded",
        ],
    };

    private static readonly LogSign LoadedByHand = new("modprobe", @"modprobe (?:-\w+ )*nvidia[-_]uvm\b(?!.*not found)")
    {
        Samples = ["$ sudo modprobe nvidia-uvm", "modprobe nvidia_uvm"],
    };

    private static readonly LogSign UnloadedByHand = new("rmmod", @"rmmod (?:-\w+ )*nvidia[-_]uvm\b")
    {
        Samples = ["sudo rmmod nvidia_uvm && sudo modprobe nvidia_uvm"],
    };

    private static readonly LogSign Node = new("/dev/nvidia", @"^c\S+\s.*(?<node>/dev/nvidia(?:ctl|-uvm|-modeset|\d+))\s*$")
    {
        Samples = ["crw-rw-rw- 1 root root 195, 255 Jan 10 10:00 /dev/nvidiactl"],
    };

    // A cut table of nvidia-smi: it answered.
    private static readonly LogSign SmiAnswers = new("NVIDIA-SMI ", @"NVIDIA-SMI [0-9][0-9.]* +Driver Version: [0-9][0-9.]*")
    {
        Samples = ["NVIDIA-SMI 545.29.02              Driver Version: 545.29.02    CUDA Version: 12.3"],
    };

    private static readonly ImmutableArray<LogSign> CudaUnknown =
    [
        new("unknown error", @"(?:[Cc][Uu][Dd][Aa]|cuInit|deviceQuery|-> ?unknown error|RuntimeError)") { Samples = ["RuntimeError: CUDA unknown error - this may be due to an incorrectly set up environment", "-> unknown error"] },
        new("CUDA_ERROR_UNKNOWN") { Samples = ["failed call to cuInit: CUDA_ERROR_UNKNOWN: unknown error"] },
        new("cudaGetDeviceCount returned", @"cudaGetDeviceCount returned (?:30|999)") { Samples = ["cudaGetDeviceCount returned 30"] },
        new("cudaErrorUnknown") { Samples = ["CUDA error: cudaErrorUnknown"] },
        new("cuInit", @"cuInit.*(?:999|unknown)") { Samples = ["pycuda._driver.Error: cuInit failed: unknown"] },
    ];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 60),
        "nvidia-uvm-not-loaded",
        "nvidia-uvm is not loaded: nvidia-smi works, CUDA fails with an unknown error",
        "CUDA opens /dev/nvidia-uvm, which exists while the nvidia_uvm module is loaded. A program run by root loads it through nvidia-modprobe; where that tool is missing, or in a container, nobody does.")
    {
        DependsOn =
        [
            "nvidia-uvm-module-not-installed", "module-missing-for-running-kernel", "module-missing-for-running-kernel-runfile-without-dkms", "secure-boot-module-signature-rejected",
            "module-built-for-other-kernel", "nvidia-kernel-modules-mixed-versions", "driver-not-installed-on-host", "nouveau-bound-to-gpu", "nova-core-bound-to-gpu",
            "gpu-fallen-off-bus", "device-nodes-created-too-late",
        ],
        Reference = "nvidia-modprobe(1); CUDA error 999, formerly 30",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [NodeMissing, CouldNotLoad, ToldNotLoaded, LoadedByHand, UnloadedByHand, Node, SmiAnswers, .. CudaUnknown];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var modules = snapshot.Driver.Modules;
        var listed = modules.TryGet(out var loaded) && loaded.Any(module => module.Name == "nvidia");
        var absent = listed && loaded.All(module => module.Name != "nvidia_uvm");
        if (listed && !absent)
        {
            return Verdict.Quiet;
        }
        var node = log.Current(NodeMissing, CouldNotLoad, ToldNotLoaded).Select(hit => hit.Source).ToList();
        var cuda = log.Current(CudaUnknown.AsSpan()).Select(hit => hit.Source).ToList();
        var byHand = log.Has(UnloadedByHand) ? [] : log.Current(LoadedByHand).Select(hit => hit.Source).ToList();
        var nodes = log.Current(Node);
        var unlisted = nodes.Any(hit => hit["node"] == "/dev/nvidiactl") && nodes.All(hit => hit["node"] != "/dev/nvidia-uvm");
        var renamed = log.Current(KernelSigns.RenamedUvm).Select(hit => hit.Source).ToList();
        var told = absent || unlisted || byHand.Count > 0 || renamed.Count > 0;
        var answers = (snapshot.Driver.Nvml.TryGet(out var nvml) && nvml.Works) || log.Has(SmiAnswers);
        var isThere = nodes.Any(hit => hit["node"] == "/dev/nvidia-uvm");
        // The module is loaded when it is needed, so its absence alone is normal.
        var broken = node.Count > 0 || (cuda.Count > 0 && (told || (answers && !isThere)));
        if (!broken || (snapshot.Origin.IsWholeMachine && !absent))
        {
            return Verdict.Quiet;
        }
        ImmutableArray<Source> evidence = [.. node, .. cuda, .. byHand, .. renamed, .. unlisted ? nodes.Take(2).Select(hit => hit.Source) : [], .. absent ? loaded.Where(module => module.Name == "nvidia").Select(module => module.Source) : []];
        return Verdict.Found(Find(
            State.Fault,
            Repair.ConfigFix,
            evidence,
            PlanAction.Safe("Load the module and make its device nodes", "nvidia-modprobe", "-u", "-c=0"),
            PlanAction.ByHand("Load it at each boot: write the line nvidia-uvm to /etc/modules-load.d/nvidia-uvm.conf, and install the package nvidia-modprobe", needsRoot: true)) with
        {
            Confidence = absent || byHand.Count > 0 ? Confidence.Certain : told || node.Count > 0 ? Confidence.Likely : Confidence.Possible,
        });
    }
}
