using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Machine;
using Strata.Planning;

namespace Strata.Tests.Rendering;

/// <summary>Reports built in code, so that a writer is tested without rules.</summary>
internal static class SampleReports
{
    public const string Hostile = "\e[31mred\e]0;title\a\0 \u202Eevil\u202C <script>alert('x')</script> `a``b` | \"q\" & \u009b2J\r\nnext\tcell";

    public static RuleInfo ModuleMissing { get; } = new(
        new RuleCode(Layer.Kernel, 10), "kernel-updated-no-module", "No nvidia module exists for the running kernel 6.8.0-48-generic",
        "The kernel was updated and the module was not built for it, so the kernel has no driver to load.");

    public static RuleInfo CannotTalk { get; } = new(
        new RuleCode(Layer.Driver, 20), "nvidia-smi-cannot-talk", "nvidia-smi cannot talk to the driver", "No module is loaded.")
    {
        DependsOn = ["kernel-updated-no-module"],
    };

    public static RuleInfo PersistenceOff { get; } = new(
        new RuleCode(Layer.Driver, 30), "persistence-off", "Persistence is off", "The driver forgets its state when its last client ends.");

    public static RuleInfo CdiStale { get; } = new(
        new RuleCode(Layer.Container, 10), "cdi-spec-stale", "The CDI specification is older than the driver", "Paths in it are gone.");

    public static Report Fault()
    {
        var cause = new Finding(ModuleMissing, State.Fault, Repair.ConfigFix,
            [new Source("dkms status", 3, "nvidia/535.183.01, 6.8.0-47-generic, x86_64: installed"), new Source("/lib/modules/6.8.0-48-generic")])
        {
            Fixes =
            [
                PlanAction.Safe("Install the headers of the running kernel", "apt-get", "install", "linux-headers-6.8.0-48-generic"),
                PlanAction.Safe("Build the module for it", "dkms", "install", "nvidia/535.183.01", "-k", "6.8.0-48-generic"),
            ],
        };
        var follows = new Finding(CannotTalk, State.Fault, Repair.None,
            [new Source("nvidia-smi", 1, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.")]);
        var warning = new Finding(PersistenceOff, State.Warning, Repair.ConfigFix, [new Source("systemctl status nvidia-persistenced", 2, "Active: inactive (dead)")])
        {
            Fixes = [PlanAction.Disruptive("Start the daemon", "nothing that runs, once the GPUs are idle", "systemctl", "enable", "--now", "nvidia-persistenced")],
        };
        var old = new Finding(CannotTalk, State.Fault, Repair.None, [new Source("journalctl -b -1", 77, "NVRM: something old")]) { Era = Era.EarlierBoot };
        return new Report(
            new Origin(OriginKind.Text, "paste.txt"),
            new MachineReport("6.8.0-48-generic", "Ubuntu 22.04.4 LTS", null, "535.183.01", "none", [Gpu(0x65), Gpu(0x66)]),
            Status.Fault,
            Ladder((Layer.Kernel, Status.Fault, cause.Title), (Layer.Driver, Status.Fault, follows.Title), (Layer.Bus, Status.Ok, "2 GPUs"), (Layer.Fabric, Status.NotApplicable, "no NVSwitch")),
            [new PlacedFinding(cause, null, [follows]), new PlacedFinding(warning, null, [])],
            [new PlacedFinding(cause, null, [follows]), new PlacedFinding(follows, cause, []), new PlacedFinding(warning, null, [])],
            [old],
            [new Undecided(CdiStale, "/etc/cdi cannot be read without root")],
            [new Source("paste.txt", 90, "NVRM: a new kind of error")]);
    }

    public static Report Ok() => new(
        new Origin(OriginKind.Live, "this machine"),
        new MachineReport("6.1.0-28-amd64", "Debian GNU/Linux 12", "535.113.01", "535.113.01", "proprietary", [Gpu(1), Gpu(2), Gpu(3)]),
        Status.Ok, Ladder((Layer.Driver, Status.Ok, "driver 535.113.01, NVML answers")), [Sound()], [Sound()], [], [], []);

    public static Report Warning()
    {
        var warning = new Finding(PersistenceOff, State.Warning, Repair.ConfigFix, [new Source("nvidia-smi -q", 12, "Persistence Mode : Disabled")]);
        return Ok() with { Verdict = Status.Warning, RootCauses = [Sound(), new PlacedFinding(warning, null, [])], Findings = [Sound(), new PlacedFinding(warning, null, [])] };
    }

    public static Report Unknown() => new(
        new Origin(OriginKind.Text, "-"), new MachineReport(null, null, null, null, "unknown", []), Status.Unknown, Ladder(), [], [], [], [], []);

    public static Report HostileEverywhere()
    {
        var rule = new RuleInfo(new RuleCode(Layer.Bus, 1), "hostile", Hostile, Hostile);
        var huge = new string('A', 10_000);
        var finding = new Finding(rule, State.Fault, Repair.ConfigFix, [new Source(Hostile, 7, Hostile), new Source("dmesg", 8, huge)])
        {
            Subject = Hostile,
            Fixes = [PlanAction.Disruptive(Hostile, Hostile, "rm", Hostile), PlanAction.ByHand(huge)],
        };
        var placed = new PlacedFinding(finding, null, [finding with { Title = huge }]);
        return new Report(
            new Origin(OriginKind.Text, Hostile, Hostile),
            new MachineReport(Hostile, Hostile, Hostile, Hostile, "open", [new GpuReport(new PciAddress(0, 1, 0, 0), Hostile, Hostile, Hostile, Hostile)]),
            Status.Fault,
            [.. Enum.GetValues<Layer>().Select(layer => new LayerReport(layer, Status.Fault, Hostile + huge))],
            [placed], [placed], [finding with { Era = Era.Past }], [new Undecided(rule, Hostile)], [new Source(Hostile, 1, Hostile)]);
    }

    public static Report Many()
    {
        var causes = Enumerable.Range(0, 1000)
            .Select(i => new PlacedFinding(
                new Finding(PersistenceOff, State.Fault, Repair.ConfigFix, [new Source("dmesg", i + 1, "line")]) { Subject = $"{i:x4}:01:00.0" }, null, []))
            .ToImmutableArray();
        return Fault() with { RootCauses = causes, Findings = causes };
    }

    public static PlacedFinding Sound() =>
        new(new Finding(SoundChain.Info, State.Info, Repair.None, [new Source("nvidia-smi -q", 1, "Driver Version : 535.113.01")]), null, []);

    private static GpuReport Gpu(byte bus) => new(new PciAddress(0, bus, 0, 0), "10de:2231", "RTX A5000", null, null);

    private static ImmutableArray<LayerReport> Ladder(params (Layer Layer, Status Status, string Summary)[] known) =>
        [.. Enum.GetValues<Layer>().Select(layer => known.FirstOrDefault(item => item.Layer == layer) is { Summary: not null } row
            ? new LayerReport(layer, row.Status, row.Summary)
            : new LayerReport(layer, Status.Unknown, "not seen"))];
}
