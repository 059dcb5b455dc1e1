using Strata.Linux.Files;

namespace Strata.Linux.KernelLog;

/// <summary>Tells one boot of the kernel from another.</summary>
public static class BootId
{
    /// <summary>The id of this boot; empty where the kernel does not tell it.</summary>
    public static string Read()
    {
        using var tree = new FileTree("/");
        return tree.Read("/proc/sys/kernel/random/boot_id").Map(text => text.FirstTrimmed).Or("");
    }
}
