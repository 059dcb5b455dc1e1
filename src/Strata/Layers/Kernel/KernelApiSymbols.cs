using System.Collections.Frozen;

namespace Strata.Layers.Kernel;

/// <summary>
/// In which kernel a symbol changed at which older drivers break. Sources: backport notes of Debian's driver package,
/// NVIDIA/open-gpu-kernel-modules issues 746, 840 and 1143, own builds.
/// </summary>
public static class KernelApiSymbols
{
    private static readonly FrozenDictionary<string, string> Changed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["drm_mode_connector_attach_encoder"] = "5.0",
        ["drm_mode_connector_update_edid_property"] = "5.0",
        ["sys_close"] = "5.11",
        ["rcu_read_lock"] = "6.8",
        ["__rcu_read_lock"] = "6.8",
        ["__rcu_read_unlock"] = "6.8",
        ["pfn_valid"] = "6.8",
        ["follow_pfn"] = "6.10",
        ["drm_fbdev_generic_setup"] = "6.11",
        ["drm_fbdev_ttm_driver_fbdev_probe"] = "6.11",
        ["output_poll_changed"] = "6.12",
        ["crypto_akcipher_verify"] = "6.13",
        ["date"] = "6.14",
        ["del_timer_sync"] = "6.15",
        ["make_device_exclusive"] = "6.15",
        ["make_device_exclusive_range"] = "6.15",
        ["page_pgmap"] = "6.15",
        ["__vma_start_write"] = "6.15",
        ["iommu_dev_enable_feature"] = "6.16",
        ["drm_helper_mode_fill_fb_struct"] = "6.17",
        ["vma_flags_set_word"] = "6.19",
        ["pci_resize_resource"] = "6.19",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The kernel in which the symbol changed, or null. Stable updates of older kernels may carry the change too.</summary>
    public static string? ChangedIn(string? symbol) => symbol is null ? null : Changed.GetValueOrDefault(symbol);
}
