using System.Collections.Immutable;
using System.Globalization;
using Strata.Layers.Driver.Xid;
using static Strata.Lab.Monitoring.GpuAlerts;

namespace Strata.Lab.Monitoring;

/// <summary>Alerts about Xids, memory errors and links.</summary>
public static class FaultAlerts
{
    /// <summary>All.</summary>
    public static ImmutableArray<Alert> All { get; } = [.. Xids, .. Memory, .. Links];

    // By the time of the last one, and not by the growth of the counter: the first Xid of a code makes its series, and a counter that starts at one has not grown.
    private static ImmutableArray<Alert> Xids =>
    [
        new("StrataXidCritical", "critical", "0m",
            $"time() - strata_xid_last_timestamp_seconds{{xid=~\"{Codes(XidWeight.Broken)}\"}} < 600",
            "Xid {{ $labels.xid }} on {{ $labels.instance }}, GPU at {{ $labels.pci_address }}.",
            "The catalogue of Xids calls this a fault of the GPU, its memory or a link: what ran is lost, or the GPU is. Quiet ten minutes after the last one.",
            "strata xid show {{ $labels.xid }}"),
        // A code that the catalogue does not know yet is in no list and warns.
        new("StrataXidWarning", "warning", "0m",
            $"time() - strata_xid_last_timestamp_seconds{{xid!~\"{Codes(XidWeight.Broken, XidWeight.Program, XidWeight.Note)}\"}} < 600",
            "Xid {{ $labels.xid }} on {{ $labels.instance }}, GPU at {{ $labels.pci_address }}.",
            "The GPU works on with a handicap, or other lines of the kernel's log decide how bad it is, or the code is newer than the catalogue.",
            "strata xid show {{ $labels.xid }}"),
        new("StrataXidsOfPrograms", "info", "0m",
            $"increase({OfPrograms}[1h]) > 20 or ({OfPrograms} > 20 and strata_xid_last_timestamp_seconds > time() - 3600 unless {OfPrograms} offset 1h)",
            "Programs make Xid {{ $labels.xid }} again and again on {{ $labels.instance }}, GPU at {{ $labels.pci_address }}.",
            "One such Xid is a fault of one program and no alert. More than twenty in an hour are a job that crashes and is started again.",
            "strata xid show {{ $labels.xid }}"),
    ];

    private static string OfPrograms => $"strata_xid_events_total{{xid=~\"{Codes(XidWeight.Program)}\"}}";

    private static ImmutableArray<Alert> Memory =>
    [
        new("StrataUncorrectedMemoryErrors", "critical", "0m",
            Of("increase(strata_gpu_ecc_errors_total{kind=\"uncorrected\",span=\"volatile\"}[1h]) > 0"),
            "Uncorrected memory errors on GPU {{ $labels.gpu }} of {{ $labels.instance }}.",
            "Data was lost within the last hour; what ran with it was ended. The count starts anew with the driver, which makes no alert ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer driver"),
        new("StrataRowRemapFailed", "critical", "0m",
            Of("strata_gpu_row_remap_failed == 1"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} has no spare rows left.",
            "A broken row of memory could not be replaced: the board has to be ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer driver"),
        new("StrataRowRemapPending", "warning", "5m",
            Of("strata_gpu_row_remap_pending == 1"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} needs a reset to replace a row of memory.",
            "The broken row stays in use until the GPU is reset: drain it and reset it ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer driver"),
        new("StrataPageRetirementPending", "warning", "5m",
            Of("strata_gpu_page_retirement_pending == 1"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} needs a reset to retire a page of memory.",
            "The broken page stays in use until the GPU is reset or the host rebooted ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer driver"),
    ];

    private static ImmutableArray<Alert> Links =>
    [
        // Lanes and speed may go down while a GPU idles; what counts is what it has while it works.
        new("StrataPcieLinkNarrow", "warning", "10m",
            Of("strata_gpu_pcie_lanes < strata_gpu_pcie_lanes_limit and on (job, instance, uuid) (avg_over_time(strata_gpu_utilization_ratio[10m]) > 0.1 or strata_gpu_performance_state <= 2)"),
            "The PCIe link of GPU {{ $labels.gpu }} of {{ $labels.instance }} has {{ $value }} lanes, fewer than board and slot can.",
            "The GPU works, so it does not save power: riser, slot or board make poor contact ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer bus"),
        new("StrataPcieLinkSlow", "warning", "10m",
            Of("max_over_time(strata_gpu_pcie_generation[10m]) < strata_gpu_pcie_generation_limit and on (job, instance, uuid) (avg_over_time(strata_gpu_utilization_ratio[10m]) > 0.1) unless on (job, instance, uuid) (min_over_time(strata_gpu_performance_state[10m]) > 2)"),
            "The PCIe link of GPU {{ $labels.gpu }} of {{ $labels.instance }} never ran faster than generation {{ $value }}, less than board and slot can.",
            "For ten minutes the GPU works, now and then with its high clocks, and the link stays down as well: it was trained down after errors ({{ $labels.name }}, {{ $labels.pci_address }}). With MIG the driver tells no utilisation, and nothing is said.",
            "strata doctor --layer bus"),
        new("StrataPcieReplays", "warning", "5m",
            Of("rate(strata_gpu_pcie_replays_total[15m]) * 60 > 8"),
            "The PCIe link of GPU {{ $labels.gpu }} of {{ $labels.instance }} repeats {{ $value | humanize }} packets a minute.",
            "A good link repeats next to none; eight a minute is the most that NVIDIA's driver group recommends (source: DCGM, its limits of hardware).",
            "strata doctor --layer bus"),
        new("StrataPcieErrors", "critical", "0m",
            Of("sum by (job, instance, uuid) (increase(strata_gpu_pcie_errors_total{severity=~\"fatal|non_fatal\"}[1h])) > 0"),
            "Uncorrectable errors on the PCIe link of GPU {{ $labels.gpu }} of {{ $labels.instance }}.",
            "A transfer was lost within the last hour ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer bus"),
        new("StrataNvLinkErrors", "warning", "0m",
            Of("max by (job, instance, uuid) (increase(strata_gpu_nvlink_errors_total{kind=~\"replay|recovery\"}[1h]) > 0 or rate(strata_gpu_nvlink_errors_total{kind=~\"crc_flit|crc_data\"}[5m]) > 100)"),
            "Errors on the NVLinks of GPU {{ $labels.gpu }} of {{ $labels.instance }}.",
            "Packets were sent again or a link was trained anew within the last hour, or check sums fail more than a hundred times a second, below which they do not matter (source: DCGM, its limits of hardware).",
            "strata doctor --layer fabric"),
        new("StrataNvLinkDown", "warning", "5m",
            Of("strata_gpu_nvlinks_up < max_over_time(strata_gpu_nvlinks_up[1d])"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} has fewer NVLinks than within the last day: {{ $value }}.",
            "A link went down and stayed down ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer fabric"),
        new("StrataFabricNotReady", "critical", "10m",
            Of("(strata_gpu_fabric_state == 1 or strata_gpu_fabric_state == 2) or (strata_gpu_fabric_status != 0 and on (job, instance, uuid) strata_gpu_fabric_state == 3)"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} is not registered with its NVLink fabric.",
            "CUDA programs fail on it with error 802 or run without NVLink. Ten minutes are enough for a boot with Fabric Manager.",
            "strata doctor --layer fabric"),
    ];

    private static string Codes(params ReadOnlySpan<XidWeight> weights)
    {
        var wanted = weights.ToArray();
        return string.Join('|', XidCatalogue.All.Where(entry => !entry.IsSwitch && wanted.Contains(entry.Weight))
            .Select(entry => int.Parse(entry.Code, CultureInfo.InvariantCulture)).Order());
    }
}
