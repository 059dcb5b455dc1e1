using System.Collections.Frozen;

namespace Strata.Redaction;

/// <summary>Hosts that everybody uses: where packages, drivers and images come from is evidence.</summary>
internal static class PublicHosts
{
    private static readonly FrozenSet<string> Domains = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "almalinux.org", "anaconda.com", "anaconda.org", "archlinux.org", "canonical.com", "centos.org", "debian.net", "debian.org", "docker.com", "docker.io",
        "elrepo.org", "example.com", "example.org", "fedoraproject.org", "freedesktop.org", "gcr.io", "ghcr.io", "github.com", "github.io", "githubusercontent.com",
        "google.com", "huggingface.co", "k8s.io", "kernel.org", "kubernetes.io", "launchpad.net", "launchpadcontent.net", "linuxmint.com", "localhost", "microsoft.com",
        "mozilla.org", "negativo17.org", "nixos.org", "nvcr.io", "nvidia.com", "opensuse.org", "oracle.com", "pop-os.org", "proxmox.com", "pypi.org", "python.org",
        "pytorch.org", "quay.io", "redhat.com", "rockylinux.org", "rpmfusion.org", "suse.com", "system76.com", "systemd.io", "ubuntu.com");

    /// <summary>True when the name tells nothing of who runs the machine.</summary>
    public static bool Contains(string host)
    {
        for (var rest = host; ; rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (Domains.Contains(rest))
            {
                return true;
            }
            if (!rest.Contains('.', StringComparison.Ordinal))
            {
                return false;
            }
        }
    }
}
