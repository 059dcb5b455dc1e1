namespace Strata.Lab;

/// <summary>What is known of a bug report by reading it.</summary>
public sealed record BugReportLabel(
    string File,
    IReadOnlyList<string> Variants,
    string DefectNow,
    string Kernel,
    string Distro,
    DriverLabel Driver,
    IReadOnlyList<GpuLabel> Gpus,
    IReadOnlyList<string> NoWarningOrFault,
    IReadOnlyList<string> NoFault,
    IReadOnlyList<string> History);

/// <summary>The driver of a bug report.</summary>
public sealed record DriverLabel(string? Loaded, string? Installed, string Flavour);

/// <summary>A GPU of a bug report.</summary>
public sealed record GpuLabel(string Address, string PciId, string Driver);
