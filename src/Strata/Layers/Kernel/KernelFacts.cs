using System.Collections.Immutable;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Kernel;

/// <summary>What `modinfo` tells of a module file.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Name">Module name with underscores, as <c>nvidia</c> or <c>nvidia_uvm</c>.</param>
/// <param name="Version">Driver version, where it is one.</param>
/// <param name="VerMagic">Kernel release and flags it was built for.</param>
/// <param name="Signer">Name of the signing key; null when unsigned.</param>
/// <param name="License">Licence: <c>NVIDIA</c> is proprietary, <c>Dual MIT/GPL</c> is open.</param>
/// <param name="Source">Where it was read.</param>
public sealed record ModuleFile(string Path, string Name, DriverVersion? Version, string? VerMagic, string? Signer, string? License, Source Source)
{
    /// <summary>The kernel release in <see cref="VerMagic"/>.</summary>
    public string? BuiltFor => VerMagic?.Split(' ', 2)[0];
}

/// <summary>One kernel installed on the host.</summary>
/// <param name="Release">Release, as in <c>uname -r</c>.</param>
public sealed record InstalledKernel(string Release)
{
    /// <summary>NVIDIA module files for this kernel.</summary>
    public Reading<ImmutableArray<ModuleFile>> Modules { get; init; } = Reading.NotLooked<ImmutableArray<ModuleFile>>("module files");

    /// <summary>Whether the headers to build modules are there.</summary>
    public Reading<bool> Headers { get; init; } = Reading.NotLooked<bool>("headers");

    /// <summary>Whether the header tree was configured: it has Module.symvers.</summary>
    public Reading<bool> HeadersComplete { get; init; } = Reading.NotLooked<bool>("Module.symvers");

    /// <summary>Whether an initial RAM disk is there.</summary>
    public Reading<bool> Initrd { get; init; } = Reading.NotLooked<bool>("initrd");

    /// <summary>Whether a kernel image is there.</summary>
    public Reading<bool> Image { get; init; } = Reading.NotLooked<bool>("kernel image");
}

/// <summary>State of one DKMS module for one kernel.</summary>
/// <param name="Module">DKMS name, such as <c>nvidia</c> or <c>nvidia-current</c>.</param>
/// <param name="Version">Version.</param>
/// <param name="Kernel">Kernel release; null in state <c>added</c>.</param>
/// <param name="State">added, built, installed, installed-weak or broken.</param>
/// <param name="Note">Warning that dkms prints behind the state, or an empty string.</param>
/// <param name="Source">Where it was read.</param>
public sealed record DkmsEntry(string Module, DriverVersion? Version, string? Kernel, string State, string Note, Source Source);

/// <summary>Facts of the kernels, their modules and how these are built.</summary>
public sealed record KernelFacts
{
    /// <summary>Release of the running kernel.</summary>
    public required Reading<string> Running { get; init; }

    /// <summary>Installed kernels.</summary>
    public required Reading<ImmutableArray<InstalledKernel>> Installed { get; init; }

    /// <summary>Release that the boot loader starts next.</summary>
    public required Reading<string> NextBoot { get; init; }

    /// <summary>
    /// NVIDIA module files in the initial RAM disk of the kernel that boots next; null when there was no reason to unpack it:
    /// this kernel runs now, with the module that is on disk.
    /// </summary>
    public Reading<ImmutableArray<ModuleFile>>? NextInitrdModules { get; init; }

    /// <summary>DKMS states of NVIDIA modules.</summary>
    public required Reading<ImmutableArray<DkmsEntry>> Dkms { get; init; }

    /// <summary>NVIDIA module files for the running kernel.</summary>
    public required Reading<ImmutableArray<ModuleFile>> RunningModules { get; init; }

    /// <summary>Failed builds of NVIDIA modules that left a log.</summary>
    public Reading<ImmutableArray<BuildFailure>> FailedBuilds { get; init; } = Reading.NotLooked<ImmutableArray<BuildFailure>>("make.log");

    /// <summary>The nvidia module file for the running kernel.</summary>
    public ModuleFile? RunningModule => RunningModules.Or([]).FirstOrDefault(module => module.Name == "nvidia");

    /// <summary>The installed kernel of that release, or null.</summary>
    public InstalledKernel? Kernel(string? release) => Installed.Or([]).FirstOrDefault(kernel => kernel.Release == release);

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => Running.TryGet(out var release)
        ? new LayerDescription(Standing.Known, "kernel " + release)
        : new LayerDescription(Standing.Unknown, "running kernel not known");
}
