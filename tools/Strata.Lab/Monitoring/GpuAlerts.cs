using System.Collections.Immutable;

namespace Strata.Lab.Monitoring;

/// <summary>Alerts about the presence and the state of a GPU.</summary>
public static class GpuAlerts
{
    /// <summary>All.</summary>
    public static ImmutableArray<Alert> All { get; } =
    [
        new("StrataGpuLost", "critical", "1m",
            "strata_gpu_up == 0 unless on (job, instance) (strata_driver_up == 0) unless on (job, instance, uuid) (strata_gpu_hanging == 1)",
            "A GPU of {{ $labels.instance }} is lost: {{ with $labels.uuid }}{{ . }}{{ else }}number {{ $labels.gpu }}, whose identity was never told{{ end }}.",
            "The driver answers and this GPU does not. What ran on it is gone. One minute is several attempts to take it up again.",
            "strata doctor"),
        new("StrataGpuHangs", "critical", "1m",
            Of("strata_gpu_hanging == 1"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} hangs ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "A call into the driver about this GPU does not come back. Programs that use it will hang as well and cannot be killed. The other GPUs are sampled on.",
            "strata doctor --layer driver"),
        new("StrataGpuMissing", "warning", "5m",
            "strata_gpus < max_over_time(strata_gpus[1d])",
            "{{ $labels.instance }} has fewer GPUs than within the last day: {{ $value }}.",
            "The driver no longer counts a GPU that it had: it fell off the bus before the driver was loaded, or was given to another driver. A change on purpose is quiet after a day.",
            "strata doctor --layer bus"),
        new("StrataGpuStale", "warning", "2m",
            Of("time() - strata_gpu_sample_timestamp_seconds > on (job, instance) group_left () (60 + 5 * strata_sampling_interval_seconds) and on (job, instance, uuid) strata_gpu_up == 1"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} is not sampled ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "It counts as up, yet its last good sample is {{ $value | humanizeDuration }} old.",
            "strata gpu show {{ $labels.gpu }}"),
        new("StrataRecoveryActionAsked", "critical", "1m",
            Of("strata_gpu_recovery_action > 0"),
            "The driver asks for a recovery of GPU {{ $labels.gpu }} of {{ $labels.instance }}: action {{ $value }}.",
            "1 reset, 2 reboot of the node, 3 drain, 4 drain and reset. New work fails or is in danger until it is done ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata doctor --layer driver"),
        new("StrataThermalSlowdown", "warning", "10m",
            Of("max by (job, instance, uuid) (avg_over_time(strata_gpu_clocks_held_back{reason=~\"sw_thermal_slowdown|hw_thermal_slowdown\"}[10m])) > 0.5"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} is slowed down by heat.",
            "Heat held the clocks back in {{ $value | humanizePercentage }} of ten minutes, twice over: short peaks at the start of work are normal, this is cooling that does not suffice.",
            "strata gpu show {{ $labels.gpu }}"),
        new("StrataTemperatureHigh", "warning", "10m",
            Of("strata_gpu_temperature_celsius >= strata_gpu_slowdown_temperature_celsius - 2"),
            "GPU {{ $labels.gpu }} of {{ $labels.instance }} has {{ $value }} degrees, where its clocks go down.",
            "It is within two degrees of its own limit, which differs between boards, for ten minutes.",
            "strata gpu show {{ $labels.gpu }}"),
        new("StrataPowerBrake", "warning", "1m",
            Of("max by (job, instance, uuid) (avg_over_time(strata_gpu_clocks_held_back{reason=\"hw_power_brake_slowdown\"}[5m])) > 0"),
            "The power brake slows down GPU {{ $labels.gpu }} of {{ $labels.instance }}.",
            "The server pulled the line by which it protects its power supplies: look at supplies, feeds and the power cap of the chassis ({{ $labels.name }}, {{ $labels.pci_address }}).",
            "strata gpu show {{ $labels.gpu }}"),
        new("StrataMemoryNearlyFull", "info", "15m",
            Of("strata:gpu_memory_used:ratio > 0.98"),
            "The memory of GPU {{ $labels.gpu }} of {{ $labels.instance }} is {{ $value | humanizePercentage }} full.",
            "Measured against what programs can have, without what the driver reserves. Inference engines take 90 % and more on purpose; above 98 % the next allocation fails.",
            "strata top"),
        new("StrataMigModePending", "info", "10m",
            Of("strata_gpu_mig_mode_pending != strata_gpu_mig_mode"),
            "A change of the MIG mode of GPU {{ $labels.gpu }} of {{ $labels.instance }} waits for a reset.",
            "The mode was set and is not in force: a program, or a monitor, holds the GPU.",
            "strata doctor --layer partition"),
        new("StrataEccModePending", "info", "10m",
            Of("strata_gpu_ecc_mode_pending != strata_gpu_ecc_mode"),
            "A change of the ECC mode of GPU {{ $labels.gpu }} of {{ $labels.instance }} waits for a reset.",
            "The mode was set and is not in force before the GPU is reset or the host rebooted.",
            "strata gpu show {{ $labels.gpu }}"),
    ];

    /// <summary>A condition with the index, the place and the name of its GPU.</summary>
    public static string Of(string condition) => $"({condition}) * on (job, instance, uuid) group_left (gpu, pci_address, name) strata_gpu_info";
}
