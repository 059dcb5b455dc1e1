namespace Strata.Linux.Files;

/// <summary>Names the place that hangs when a read of it does: the driver, one device, or one directory.</summary>
internal static class HangScope
{
    private const string DriverFiles = "/proc/driver/nvidia";
    private const int AddressLength = 12;

    public static string Of(string path)
    {
        if (path.StartsWith(DriverFiles, StringComparison.Ordinal))
        {
            return DriverFiles;
        }
        if (path.StartsWith("/sys/", StringComparison.Ordinal) && LastDevice(path) is { } device)
        {
            return device;
        }
        var end = path.TrimEnd('/').LastIndexOf('/');
        return end <= 0 ? path : path[..end];
    }

    // 0000:65:00.0, the deepest one of the path: a bridge above the device answers on its own.
    private static string? LastDevice(string path)
    {
        string? device = null;
        foreach (var range in path.AsSpan().Split('/'))
        {
            var name = path.AsSpan(range);
            if (name.Length >= AddressLength && name[^2] == '.' && name[^5] == ':' && name[^8] == ':')
            {
                device = name.ToString();
            }
        }
        return device;
    }
}
