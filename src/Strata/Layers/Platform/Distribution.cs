namespace Strata.Layers.Platform;

/// <summary>Families that share package tools and paths.</summary>
public enum DistributionFamily
{
    /// <summary>Not recognised.</summary>
    Unknown,

    /// <summary>Debian and what is built on it, Ubuntu aside.</summary>
    Debian,

    /// <summary>Ubuntu and what is built on it.</summary>
    Ubuntu,

    /// <summary>Proxmox VE.</summary>
    Proxmox,

    /// <summary>RHEL and its rebuilds, Amazon Linux.</summary>
    Rhel,

    /// <summary>Fedora.</summary>
    Fedora,

    /// <summary>SUSE.</summary>
    Suse,

    /// <summary>Arch and what is built on it.</summary>
    Arch,

    /// <summary>NixOS.</summary>
    NixOs,
}

/// <summary>The distribution of a host.</summary>
/// <param name="Family">Family.</param>
/// <param name="Name">Name as the distribution writes it, such as <c>Ubuntu 22.04.5 LTS</c>.</param>
/// <param name="Version">Version number, or an empty string.</param>
public sealed record Distribution(DistributionFamily Family, string Name, string Version)
{
    /// <summary>True where apt and dpkg manage packages.</summary>
    public bool UsesApt => Family is DistributionFamily.Debian or DistributionFamily.Ubuntu or DistributionFamily.Proxmox;

    /// <summary>True where dnf and rpm manage packages.</summary>
    public bool UsesDnf => Family is DistributionFamily.Rhel or DistributionFamily.Fedora;
}
