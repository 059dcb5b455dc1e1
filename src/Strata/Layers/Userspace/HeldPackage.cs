using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>What keeps a package at its version.</summary>
public enum HeldBy
{
    /// <summary>A mark of dpkg.</summary>
    Mark,

    /// <summary>A pin in apt's preferences.</summary>
    Pin,

    /// <summary>dnf's version lock or an exclusion in its configuration.</summary>
    Dnf,
}

/// <summary>A package that is kept from being upgraded.</summary>
/// <param name="Name">Package.</param>
/// <param name="By">What keeps it.</param>
/// <param name="Source">Where that is said.</param>
public sealed record HeldPackage(string Name, HeldBy By, Source Source);
