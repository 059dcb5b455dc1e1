using Strata.Judging;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Layers.Driver;

/// <summary>What could not be read is neither a fault nor health where something else asks the question.</summary>
public sealed class UnreadableTests
{
    private const string Gpu = "0000:65:00.0";

    private static readonly string[] Version = ["NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.133.07  Fri Mar 14 13:12:07 UTC 2025"];

    private static readonly string[] Off =
    [
        "==============NVSMI LOG==============", "", "Driver Version                            : 570.133.07", "", "Attached GPUs                             : 1", "GPU 00000000:65:00.0",
        "    Product Name                          : NVIDIA L40S", "    Persistence Mode                      : Disabled",
    ];

    [Fact]
    public void ALoadedModuleWhoseNvmlWasNotAskedIsUndecided() => Undecided("nvml-refuses", WithGpu(), machine => machine.Add("/proc/driver/nvidia/version", Text(Version)));

    [Fact]
    public void AGpuOnTheBusWithoutAnyWordOfTheModuleIsUndecided() => Undecided("nvml-driver-not-loaded", WithGpu());

    [Fact]
    public void ADaemonWhoseCommandIsNotReadIsUndecided() => Undecided("persistence-daemon-without-persistence-mode", Live(), machine => machine.Add(ToolCall.Of("nvidia-smi", "-q"), Text(Off)));

    [Fact]
    public void ASuspendWithoutTheParametersIsUndecided() => Undecided("suspend-without-video-memory-preservation", Live(), machine =>
    {
        machine.Add("/proc/driver/nvidia/version", Text(Version));
        machine.Add(Log(Era.Current, "[  436.393167] PM: suspend entry (deep)"));
    });

    [Fact]
    public void BadMemoryOfAnEarlierBootWithoutTheStateOfTheGpuIsUndecided() => Undecided("row-remap-pending-reset", Live(), machine =>
        machine.Add(Log(Era.EarlierBoot, "[1.2] NVRM: Xid (PCI:0000:65:00): 63, pid='<unknown>', name=<unknown>, Row Remapper: New row (0x1) marked for remapping, reset gpu to activate.")));

    [Fact]
    public void SwitchesWithoutTheStateOfTheirManagerAreUndecided() => Undecided("fabric-manager-failed", Live(), machine =>
        machine.AddDirectory("/proc/driver/nvidia-nvswitch/devices", ["0000:01:00.0"], new Source("/proc/driver/nvidia-nvswitch/devices")));

    [Fact]
    public void AFabricThatWaitsWithoutTheVersionOfItsManagerIsUndecided() => Undecided("fabric-manager-version-mismatch", Live(), machine =>
    {
        machine.Add(ToolCall.Of("nvidia-smi", "-q"), Text([.. Off, "    Fabric", "        State                             : In Progress"]));
        machine.Add(ToolCall.Of("systemctl", "status", "nvidia-fabricmanager.service"), Text(["× nvidia-fabricmanager.service - NVIDIA fabric manager service", "     Active: failed (Result: exit-code)"]));
    });

    [Fact]
    public void SwitchesOfNvLink5WithoutTheListOfModulesAreUndecided() => Undecided("nvlink5-switches-not-reached", Live(), machine =>
        machine.Add(ToolCall.Of("nvidia-smi", "-q"), Text(["GPU 00000000:65:00.0", "    Product Name                          : NVIDIA B200", "    Fabric", "        State                             : In Progress"])));

    [Fact]
    public void ARackWithoutTheStateOfImexIsUndecided() => Undecided("imex-domain-not-up", Live(), machine =>
        machine.Add(ToolCall.Of("nvidia-smi", "-q"), Text(["GPU 00000000:65:00.0", "    Product Name                          : NVIDIA GB200", "    Fabric", "        State                             : Completed"])));

    [Theory]
    [InlineData("some words about a GPU")]
    [InlineData("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP107 [GeForce GTX 1050] [10de:1c81] (rev a1)")]
    [InlineData("[  436.393167] PM: suspend entry (deep)")]
    public void APasteIsNotAskedForWhatItDoesNotShow(string text) => Assert.Empty(Pasted.Report(text).Undecided);

    private static void Undecided(string slug, TranscriptMachine machine, Action<TranscriptMachine>? tell = null)
    {
        tell?.Invoke(machine);

        var report = new Judge(Rules.All).Decide(Snapshotter.Take(machine));

        Assert.Contains(slug, report.Undecided.Select(item => item.Rule.Slug));
        Assert.DoesNotContain(slug, report.Findings.Select(item => item.Finding.Rule.Slug));
    }

    private static TranscriptMachine Live() => new(new Origin(OriginKind.Live, "this machine"));

    private static TranscriptMachine WithGpu()
    {
        var machine = Live();
        machine.AddDirectory("/sys/bus/pci/devices", [Gpu], new Source("/sys/bus/pci/devices"));
        foreach (var (name, value) in new[] { ("vendor", "0x10de"), ("device", "0x26b9"), ("class", "0x030200") })
        {
            machine.Add($"/sys/bus/pci/devices/{Gpu}/{name}", Text([value]));
        }
        machine.AddLink($"/sys/bus/pci/devices/{Gpu}/driver", "../../../bus/pci/drivers/nvidia", new Source("driver"));
        return machine;
    }

    private static TextDocument Text(string[] lines) => new("test", [.. lines]);

    private static LogText Log(Era era, string line) => new("dmesg", era, [new LogLine(1, line)]);
}
