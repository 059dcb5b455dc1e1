using System.Collections.Immutable;

namespace Strata.Layers.Driver;

/// <summary>One value of nvidia-smi under the three names by which it is printed.</summary>
/// <param name="Path">Path in `nvidia-smi -q`, under its newest name.</param>
/// <param name="Xml">Path of elements below <c>gpu</c> in `nvidia-smi -q -x`; empty where it has none.</param>
/// <param name="Queries">Names of `nvidia-smi --query-gpu` and its kin.</param>
public sealed record SmiField(string Path, string Xml, params ImmutableArray<string> Queries)
{
    private const string Reasons = "Clocks Event Reasons/";
    private const string Volatile = "ECC Errors/Volatile/";
    private const string Link = "PCI/GPU Link Info/";
    private const string LinkXml = "pci/pci_gpu_link_info/";

    /// <summary>
    /// The values that are read, by the names of branches 390 to 595. Sections and elements that were renamed stand here
    /// under the newest name.
    /// </summary>
    public static ImmutableArray<SmiField> All { get; } =
    [
        new("Product Name", "product_name", "name", "gpu_name"),
        new("GPU UUID", "uuid", "uuid", "gpu_uuid"),
        new("Serial Number", "serial", "serial", "gpu_serial"),
        new("Minor Number", "minor_number"),
        new("VBIOS Version", "vbios_version", "vbios_version"),
        new("Product Architecture", "product_architecture"),
        new("Display Mode", "display_mode", "display_mode"),
        new("Display Active", "display_active", "display_active"),
        new("Persistence Mode", "persistence_mode", "persistence_mode"),
        new("Addressing Mode", "addressing_mode", "addressing_mode"),
        new("Compute Mode", "compute_mode", "compute_mode"),
        new("Performance State", "performance_state", "pstate"),
        new("Fan Speed", "fan_speed", "fan.speed"),
        new("GSP Firmware Version", "gsp_firmware_version"),
        new("MIG Mode/Current", "mig_mode/current_mig", "mig.mode.current"),
        new("MIG Mode/Pending", "mig_mode/pending_mig", "mig.mode.pending"),
        new("MIG Devices", "mig_devices"),
        new("GPU Virtualization Mode/Virtualization Mode", "gpu_virtualization_mode/virtualization_mode"),
        new("GPU Reset Status/Reset Required", "gpu_reset_status/reset_required", "reset_status.reset_required"),
        new("GPU Reset Status/Drain and Reset Recommended", "gpu_reset_status/drain_and_reset_recommended", "reset_status.drain_and_reset_recommended"),
        new("GPU Recovery Action", "gpu_recovery_action", "gpu_recovery_action"),
        new("PCI/Bus Id", "pci/pci_bus_id", "pci.bus_id", "gpu_bus_id"),
        new("PCI/Replays Since Reset", "pci/replay_counter"),
        new(Link + "PCIe Generation/Max", LinkXml + "pcie_gen/max_link_gen", "pcie.link.gen.max"),
        new(Link + "PCIe Generation/Current", LinkXml + "pcie_gen/current_link_gen", "pcie.link.gen.current"),
        new(Link + "PCIe Generation/Device Current", LinkXml + "pcie_gen/device_current_link_gen", "pcie.link.gen.gpucurrent"),
        new(Link + "PCIe Generation/Device Max", LinkXml + "pcie_gen/max_device_link_gen", "pcie.link.gen.gpumax"),
        new(Link + "PCIe Generation/Host Max", LinkXml + "pcie_gen/max_host_link_gen", "pcie.link.gen.hostmax"),
        new(Link + "Link Width/Max", LinkXml + "link_widths/max_link_width", "pcie.link.width.max"),
        new(Link + "Link Width/Current", LinkXml + "link_widths/current_link_width", "pcie.link.width.current"),
        Reason("Idle", "gpu_idle"),
        Reason("Applications Clocks Setting", "applications_clocks_setting"),
        Reason("SW Power Cap", "sw_power_cap"),
        Reason("HW Slowdown", "hw_slowdown"),
        Reason("HW Thermal Slowdown", "hw_thermal_slowdown"),
        Reason("HW Power Brake Slowdown", "hw_power_brake_slowdown"),
        Reason("Sync Boost", "sync_boost"),
        Reason("SW Thermal Slowdown", "sw_thermal_slowdown"),
        new(Reasons + "Active", "", "clocks_event_reasons.active", "clocks_throttle_reasons.active"),
        new("FB Memory Usage/Total", "fb_memory_usage/total", "memory.total"),
        new("FB Memory Usage/Used", "fb_memory_usage/used", "memory.used"),
        new("FB Memory Usage/Free", "fb_memory_usage/free", "memory.free"),
        new("Utilization/GPU", "utilization/gpu_util", "utilization.gpu"),
        new("Utilization/Memory", "utilization/memory_util", "utilization.memory"),
        new("ECC Mode/Current", "ecc_mode/current_ecc", "ecc.mode.current"),
        new("ECC Mode/Pending", "ecc_mode/pending_ecc", "ecc.mode.pending"),
        new("Volatile Uncorr. ECC", "", "ecc.errors.uncorrected.volatile.total"),
        new(Volatile + "Double Bit/Total", "ecc_errors/volatile/double_bit/total"),
        new(Volatile + "Single Bit/Total", "ecc_errors/volatile/single_bit/total", "ecc.errors.corrected.volatile.total"),
        new(Volatile + "Double Bit/Device Memory", "ecc_errors/volatile/double_bit/device_memory", "ecc.errors.uncorrected.volatile.device_memory"),
        new(Volatile + "DRAM Correctable", "ecc_errors/volatile/dram_correctable", "ecc.errors.corrected.volatile.dram"),
        new(Volatile + "DRAM Uncorrectable", "ecc_errors/volatile/dram_uncorrectable", "ecc.errors.uncorrected.volatile.dram"),
        new(Volatile + "SRAM Correctable", "ecc_errors/volatile/sram_correctable", "ecc.errors.corrected.volatile.sram"),
        new(Volatile + "SRAM Uncorrectable", "ecc_errors/volatile/sram_uncorrectable", "ecc.errors.uncorrected.volatile.sram"),
        new(Volatile + "SRAM Uncorrectable Parity", "ecc_errors/volatile/sram_uncorrectable_parity"),
        new(Volatile + "SRAM Uncorrectable SEC-DED", "ecc_errors/volatile/sram_uncorrectable_secded"),
        new("ECC Errors/Aggregate/DRAM Uncorrectable", "ecc_errors/aggregate/dram_uncorrectable", "ecc.errors.uncorrected.aggregate.dram"),
        new("ECC Errors/Aggregate/SRAM Threshold Exceeded", "ecc_errors/aggregate/sram_threshold_exceeded"),
        new("Retired Pages/Single Bit ECC", "retired_pages/multiple_single_bit_retirement/retired_count", "retired_pages.single_bit_ecc.count", "retired_pages.sbe"),
        new("Retired Pages/Double Bit ECC", "retired_pages/double_bit_retirement/retired_count", "retired_pages.double_bit.count", "retired_pages.dbe"),
        new("Retired Pages/Pending Page Blacklist", "retired_pages/pending_retirement", "retired_pages.pending"),
        new("Remapped Rows/Correctable Error", "remapped_rows/remapped_row_corr", "remapped_rows.correctable"),
        new("Remapped Rows/Uncorrectable Error", "remapped_rows/remapped_row_unc", "remapped_rows.uncorrectable"),
        new("Remapped Rows/Pending", "remapped_rows/remapped_row_pending", "remapped_rows.pending"),
        new("Remapped Rows/Remapping Failure Occurred", "remapped_rows/remapped_row_failure", "remapped_rows.failure"),
        new("Temperature/GPU Current Temp", "temperature/gpu_temp", "temperature.gpu"),
        new("Temperature/GPU Slowdown Temp", "temperature/gpu_temp_slow_threshold"),
        new("Temperature/GPU Shutdown Temp", "temperature/gpu_temp_max_threshold"),
        new("Temperature/GPU T.Limit Temp", "temperature/gpu_temp_tlimit", "temperature.gpu.tlimit"),
        new("Temperature/Memory Current Temp", "temperature/memory_temp", "temperature.memory"),
        new("GPU Power Readings/Power Draw", "gpu_power_readings/power_draw", "power.draw", "power.draw.average", "power.draw.instant"),
        new("GPU Power Readings/Power Limit", "gpu_power_readings/current_power_limit", "enforced.power.limit", "power.limit"),
        new("GPU Power Readings/Default Power Limit", "gpu_power_readings/default_power_limit", "power.default_limit"),
        new("Fabric/State", "fabric/state", "fabric.state"),
        new("Fabric/Status", "fabric/status", "fabric.status"),
        new("Fabric/CliqueId", "fabric/cliqueId"),
        new("Fabric/ClusterUUID", "fabric/clusterUuid"),
    ];

    private static ImmutableDictionary<string, string> ByXml { get; } = All.Where(field => field.Xml.Length > 0).ToImmutableDictionary(field => field.Xml, field => field.Path, StringComparer.Ordinal);

    private static ImmutableDictionary<string, string> ByQuery { get; } = All.SelectMany(field => field.Queries.Select(query => (query, field.Path))).ToImmutableDictionary(pair => pair.query, pair => pair.Path, StringComparer.Ordinal);

    /// <summary>The path of an element below <c>gpu</c>, by its newest name; null when it is not read.</summary>
    public static string? OfXml(string elements) => ByXml.GetValueOrDefault(elements
        .Replace("throttle_reason", "event_reason", StringComparison.Ordinal)
        .Replace("pending_blacklist", "pending_retirement", StringComparison.Ordinal)
        switch
        {
            "power_readings/power_draw" or "gpu_power_readings/average_power_draw" or "gpu_power_readings/instant_power_draw" => "gpu_power_readings/power_draw",
            "power_readings/power_limit" or "power_readings/enforced_power_limit" or "gpu_power_readings/power_limit" => "gpu_power_readings/current_power_limit",
            "power_readings/default_power_limit" => "gpu_power_readings/default_power_limit",
            var name => name,
        });

    /// <summary>The path of a field of `--query-gpu`; null when it is not read.</summary>
    public static string? OfQuery(string name) => ByQuery.GetValueOrDefault(name);

    private static SmiField Reason(string name, string key) =>
        new(Reasons + name, "clocks_event_reasons/clocks_event_reason_" + key, "clocks_event_reasons." + key, "clocks_throttle_reasons." + key);
}
