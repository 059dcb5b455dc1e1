using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Layers.Bus;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>Which driver the GPUs of a host need.</summary>
/// <param name="Branch">Branch, or null for the distribution's choice.</param>
/// <param name="Open">True for the open modules, false for the proprietary ones, null when both serve.</param>
public sealed partial record DriverWish(int? Branch = null, bool? Open = null)
{
    /// <summary>True when an older branch serves too: <see cref="Branch"/> is only the last that drives the GPUs.</summary>
    public bool IsLimit { get; init; }

    /// <summary>What follows the branch in the name of the package that Ubuntu has installed: <c>-server</c>, <c>-open</c>, <c>-server-open</c> or nothing.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Ends of Ubuntu's package names: the installed edition, with the flavour that the GPUs need.</summary>
    public string Edition => (Suffix.Contains("-server", StringComparison.Ordinal) ? "-server" : "") + (Open ?? Suffix.EndsWith("-open", StringComparison.Ordinal) ? "-open" : "");

    /// <summary>What the host's GPUs need, by their device ids.</summary>
    public static DriverWish Of(Snapshot snapshot)
    {
        ImmutableArray<PciFunction> gpus = [.. snapshot.Bus.HostGpus.Where(gpu => gpu.Vendor == PciFunction.Nvidia)];
        var last = gpus.Select(gpu => GpuCatalogue.Find(gpu.Device).LastBranch).Where(branch => branch is not null).Min();
        var needsOpen = gpus.Any(gpu => GpuCatalogue.Find(gpu.Device).NeedsOpen);
        return new DriverWish(needsOpen ? null : last, needsOpen ? true : last is not null ? false : null) { IsLimit = true, Suffix = InstalledSuffix(snapshot) };
    }

    /// <summary>The same host, with a branch and a flavour that are known to be needed.</summary>
    public static DriverWish Exactly(Snapshot snapshot, int? branch, bool? open) => new(branch, open) { Suffix = InstalledSuffix(snapshot) };

    /// <summary>What follows the branch in the names of the driver packages that Ubuntu has installed.</summary>
    public static string InstalledSuffix(Snapshot snapshot) => snapshot.Userspace.Packages.Or([])
        .Where(package => package.IsInstalled)
        .Select(package => Package().Match(package.Name))
        .Where(match => match.Success)
        .Select(match => match.Groups["suffix"].Value)
        .OrderByDescending(suffix => suffix.Length)
        .FirstOrDefault("");

    /// <summary>The branch as text, or null.</summary>
    public string? Number => Branch?.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:nvidia-(?:driver|dkms|headless|headless-no-dkms|kernel-source|kernel-common)|linux-modules-nvidia)-[0-9]{3}(?<suffix>(?:-server)?(?:-open)?)(?:-[0-9].*|-generic.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Package();
}
