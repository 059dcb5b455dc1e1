using System.Collections.Immutable;
using Strata.Layers.Kernel;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>An installed package.</summary>
/// <param name="Name">Name without architecture.</param>
/// <param name="Version">Version as the package manager writes it.</param>
/// <param name="Status">dpkg's state letters such as <c>ii</c>, <c>hi</c>, <c>iF</c>; <c>ii</c> for other managers.</param>
/// <param name="Source">Where it was read.</param>
public sealed record Package(string Name, string Version, string Status, Source Source)
{
    /// <summary>The driver version in <see cref="Version"/>, where it is one.</summary>
    public DriverVersion? DriverVersion => Kernel.DriverVersion.Parse(Version);

    /// <summary>True when the package is unpacked and configured.</summary>
    public bool IsInstalled => Status.Length >= 2 && Status[1] == 'i';

    /// <summary>True when it is held back from upgrades.</summary>
    public bool IsHeld => Status.StartsWith('h');
}

/// <summary>A driver library file.</summary>
/// <param name="Path">Path.</param>
/// <param name="Name">Name up to <c>.so</c>, such as <c>libnvidia-ml</c>.</param>
/// <param name="Version">Version in the real file's name.</param>
/// <param name="Source">Where it was read.</param>
public sealed record DriverLibrary(string Path, string Name, DriverVersion Version, Source Source);

/// <summary>Facts of libraries, tools and packages.</summary>
public sealed record UserspaceFacts
{
    /// <summary>Packages of the NVIDIA stack and the kernel.</summary>
    public required Reading<ImmutableArray<Package>> Packages { get; init; }

    /// <summary>Driver libraries on disk.</summary>
    public required Reading<ImmutableArray<DriverLibrary>> Libraries { get; init; }

    /// <summary>Packages kept at their version, and by what.</summary>
    public ImmutableArray<HeldPackage> Held { get; init; } = [];

    /// <summary>Stanzas of apt's preferences.</summary>
    public ImmutableArray<AptPin> Pins { get; init; } = [];

    /// <summary>From where the driver's packages come and what an upgrade would take.</summary>
    public Reading<ImmutableArray<AptChoice>> Choices { get; init; } = Reading.NotLooked<ImmutableArray<AptChoice>>("apt-cache policy");

    /// <summary>Upgrades of driver packages that apt's history tells.</summary>
    public ImmutableArray<PackageUpgrade> Upgrades { get; init; } = [];

    /// <summary>Configuration of unattended-upgrades.</summary>
    public Reading<UnattendedUpgrades> Unattended { get; init; } = Reading.NotLooked<UnattendedUpgrades>("/etc/apt/apt.conf.d");

    /// <summary>True when a container brings the driver, as the GPU Operator does: its libraries are not on the host itself.</summary>
    public bool IsDriverInContainer { get; init; }

    /// <summary>Version of the user-space driver: of libnvidia-ml, of NVML, or of its package, in this order.</summary>
    public required Reading<DriverVersion> Version { get; init; }

    /// <summary>True when something keeps this package at its version.</summary>
    public bool Holds(string package) => Held.Any(held => held.Name == package);

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => Version.TryGet(out var version)
        ? new LayerDescription(Standing.Known, "driver libraries " + version)
        : Version.IsAbsent
            ? new LayerDescription(Standing.Known, "no driver libraries")
            : new LayerDescription(Standing.Unknown, "libraries and packages not seen");
}
