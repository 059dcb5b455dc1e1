namespace Strata.Layers.Kernel;

/// <summary>
/// Name under which a module file is loaded. Distributions rename the files: <c>nvidia-current.ko</c>, <c>nvidia-tesla-470-uvm.ko</c> and
/// <c>nvidia_384_uvm.ko</c> are <c>nvidia</c>, <c>nvidia_uvm</c> and <c>nvidia_uvm</c>.
/// </summary>
public static class ModuleName
{
    private static readonly string[] Parts = ["uvm", "modeset", "drm", "peermem", "vgpu_vfio", "fs"];
    private static readonly string[] InTree = ["nvidiafb", "nvidia_wmi_ec_backlight", "nvidia_cspmu", "nvidia_ffs"];

    /// <summary>The module name of a file name, path or name.</summary>
    public static string Of(string path)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        var end = file.IndexOf(".ko", StringComparison.Ordinal);
        var name = (end < 0 ? file : file[..end]).Replace('-', '_');
        if (!name.StartsWith("nvidia", StringComparison.Ordinal) || InTree.Contains(name))
        {
            return name;
        }
        return Array.Find(Parts, part => name.EndsWith("_" + part, StringComparison.Ordinal)) is { } suffix ? "nvidia_" + suffix : "nvidia";
    }

    /// <summary>True for a module of NVIDIA's driver, false for the kernel's own modules that bear the name.</summary>
    public static bool IsDriver(string path) => Of(path) is "nvidia" or "nvidia_uvm" or "nvidia_modeset" or "nvidia_drm" or "nvidia_peermem";
}
