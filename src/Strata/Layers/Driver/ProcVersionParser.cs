using System.Text.RegularExpressions;
using Strata.Layers.Kernel;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>Reads the banner of the loaded module, as /proc/driver/nvidia/version and the kernel log have it.</summary>
public static partial class ProcVersionParser
{
    /// <summary>Version and flavour, or null when the text is no banner.</summary>
    public static (DriverVersion Version, Flavour Flavour)? Parse(string text)
    {
        var match = Banner().Match(text);
        return match.Success && DriverVersion.Parse(match.Groups["version"].Value) is { } version
            ? (version, match.Groups["open"].Success ? Flavour.Open : Flavour.Proprietary)
            : null;
    }

    /// <summary>The line with the banner.</summary>
    public static Source Place(TextDocument text) => text.Find("Kernel Module");

    // "NVIDIA UNIX x86_64 Kernel Module  510.85.02  Tue ...", "NVIDIA UNIX Open Kernel Module for x86_64  560.28.03  Release Build ..."
    [GeneratedRegex(@"NVIDIA UNIX (?<open>Open )?(?:\w+ )?Kernel Module (?:for \w+ )?\s*(?<version>\d{2,4}\.\d+(?:\.\d+)?)", RegexOptions.CultureInvariant)]
    private static partial Regex Banner();
}
