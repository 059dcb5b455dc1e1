using System.Collections.Immutable;
using System.Globalization;
using Strata.Layers.Bus;
using Strata.Linux.Files;
using Strata.Linux.KernelLog;
using Strata.Linux.Nvml.Probe;
using Strata.Linux.Tools;
using Strata.Machine;

namespace Strata.Linux;

/// <summary>This machine, now: files first, tools where no file tells it.</summary>
public sealed class LiveMachine : FileMachine
{
    private static readonly ImmutableArray<string> UsefulVariables =
        ["CUDA", "NVIDIA", "NCCL", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "VLLM", "OLLAMA", "GGML", "PYTORCH", "TORCH", "XLA", "TF_", "UCX",
         "GLX", "__NV", "__GL", "DISPLAY", "XDG_RUNTIME_DIR", "DOCKER_HOST", "CONTAINER", "container", "KUBERNETES_SERVICE_HOST"];

    private readonly ToolRunner _tools;

    /// <summary>Opens this machine.</summary>
    public LiveMachine()
        : this(new FileTree("/"), new ToolRunner())
    {
    }

    /// <summary>Opens this machine once more.</summary>
    /// <param name="hanging">What hangs since it was opened before: it is not asked again until it comes back.</param>
    public LiveMachine(HangBook hanging)
        : this(new FileTree("/", new FileTreeOptions { Hanging = hanging }), new ToolRunner())
    {
    }

    internal LiveMachine(FileTree tree, ToolRunner tools)
        : base(tree, new Origin(OriginKind.Live, "this machine", Now())) => _tools = tools;

    /// <summary>Number of reads and tools that hang and were left behind.</summary>
    public int Abandoned => Tree.Abandoned + _tools.Abandoned;

    /// <inheritdoc/>
    public override IEnumerable<LogText> Logs()
    {
        var journal = new KernelJournal(_tools);
        var earlier = journal.EarlierBoot() is { } log ? [log] : SyslogFiles().Where(file => file.Era == Era.EarlierBoot);
        return PastLogs()
            .Concat(earlier)
            .Concat(new KernelMessages(Tree, _tools, journal).Current())
            .Concat(journal.Units());
    }

    private protected override Reading<ToolOutput> RunTool(ToolCall call)
    {
        if (call is { Tool: "env", Arguments.IsEmpty: true })
        {
            return Variables(call);
        }
        if (call.Tool != "nvidia-smi")
        {
            return _tools.Run(call);
        }
        // nvidia-smi calls nvidia-modprobe: looking would load the driver.
        return !IsDriverThere() ? NotStarted(call, "the nvidia module is not loaded and this tool would load it")
            : Sleeping() is { } gpu ? NotStarted(call, $"GPU {gpu} sleeps to save power and this tool would wake it")
            : _tools.Run(call);
    }

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private bool IsDriverThere() =>
        Tree.Stat("/sys/module/nvidia").IsKnown || Tree.Stat("/dev/dxg").IsKnown || Tree.Stat("/dev/nvhost-gpu").IsKnown
        || Tree.Stat("/dev/nvgpu").IsKnown;

    private PciAddress? Sleeping()
    {
        var bus = new GpuBus(Tree);
        bus.Scan();
        foreach (var gpu in bus.Gpus)
        {
            if (bus.PowerOf(gpu) == GpuPower.Asleep)
            {
                return gpu;
            }
        }
        return null;
    }

    private Reading<ToolOutput> NotStarted(ToolCall call, string why)
    {
        var source = new Source(call.CommandLine);
        return _tools.IsInstalled(call.Tool)
            ? Reading.Unreadable<ToolOutput>("not run, because " + why, source)
            : Reading.Absent<ToolOutput>(source);
    }

    private static Reading<ToolOutput> Variables(ToolCall call)
    {
        var variables = Environment.GetEnvironmentVariables();
        var lines = variables.Keys.OfType<string>()
            .Where(name => UsefulVariables.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .OrderBy(name => name, StringComparer.Ordinal)
            .Select(name => $"{name}={variables[name]}");
        return Reading.Known(
            new ToolOutput(0, TextDocument.Of(call.CommandLine, string.Join('\n', lines))), new Source(call.CommandLine));
    }
}
