using System.Collections.Immutable;

namespace Strata.Layers.Kernel;

/// <summary>
/// First driver release that compiles on a kernel, as released by NVIDIA; a distribution's patched package may be older.
/// Source: backport notes of Debian's driver changelog.
/// </summary>
/// <param name="Kernel">Kernel version.</param>
/// <param name="Drivers">First release of each branch that compiles, oldest branch first.</param>
public sealed record KernelApiTable(string Kernel, ImmutableArray<string> Drivers)
{
    /// <summary>The rows, oldest kernel first.</summary>
    public static ImmutableArray<KernelApiTable> All { get; } =
    [
        new("5.18", ["470.129.06"]),
        new("5.19", ["470.141.03"]),
        new("6.0", ["515.65.01"]),
        new("6.1", ["515.76"]),
        new("6.2", ["470.182.03"]),
        new("6.4", ["525.116.03"]),
        new("6.5", ["535.86.05"]),
        new("6.7", ["470.239.06"]),
        new("6.8", ["470.239.06", "550.54"]),
        new("6.10", ["550.90.07"]),
        new("6.11", ["550.120"]),
        new("6.12", ["535.216.01"]),
        new("6.13", ["550.142"]),
        new("6.14", ["570.124.04"]),
        new("6.15", ["570.153.02"]),
        new("6.16", ["535.261.03"]),
        new("6.17", ["535.274.02", "580.95"]),
        new("6.19", ["570.211.01", "580.119.02"]),
        new("7.0", ["595.44.03"]),
    ];

    /// <summary>True when this driver came out before the kernel, as far as the tables tell.</summary>
    public static bool IsTooOld(string? release, DriverVersion driver) =>
        For(release)?.IsTooOld(driver) is true;

    /// <summary>The row that holds for a kernel release: the newest kernel of the table that is not newer than it.</summary>
    public static KernelApiTable? For(string? release) => release is null
        ? null
        : All.LastOrDefault(row => ReleaseOrder.Instance.Compare(row.Kernel, MajorMinor(release)) <= 0);

    /// <summary>True when the table says that this driver is too old for its kernel.</summary>
    public bool IsTooOld(DriverVersion driver)
    {
        // What compiles on a newer kernel compiles on this one.
        var enough = All.SkipWhile(row => row.Kernel != Kernel).SelectMany(row => row.Drivers).Select(DriverVersion.Parse).OfType<DriverVersion>();
        return !enough.Any(first => first.Branch == driver.Branch && driver.CompareTo(first) >= 0)
            && (Listed.Find(first => first.Branch == driver.Branch) is { } own ? driver.CompareTo(own) < 0 : Listed.TrueForAll(first => driver.Branch < first.Branch));
    }

    private List<DriverVersion> Listed => [.. Drivers.Select(DriverVersion.Parse).OfType<DriverVersion>()];

    private static string MajorMinor(string release)
    {
        var parts = release.Split('.', 3);
        return parts.Length < 2 ? release : $"{parts[0]}.{new string([.. parts[1].TakeWhile(char.IsAsciiDigit)])}";
    }
}
