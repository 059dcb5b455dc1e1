using System.Text.RegularExpressions;
using Strata.Judging;

namespace Strata.Layers.Driver.Xid;

/// <summary>The recovery that the driver asks for: of Xid 154, of NVML or of `nvidia-smi -q`. It goes before the catalogue.</summary>
public static partial class RecoveryAction
{
    /// <summary>The repair that a text asks for; null when it asks for none or is not known.</summary>
    public static Repair? Of(string text)
    {
        var asked = Changed().Match(text) is { Success: true } changed ? changed.Groups["to"].Value : text;
        return asked switch
        {
            _ when Has(asked, "Drain and Reset") => Repair.DrainAndReset,
            _ when Has(asked, "Drain P2P") => Repair.DrainAndReset,
            _ when Has(asked, "Node Reboot") || Has(asked, "OS Reboot") || Has(asked, "Reboot") => Repair.Reboot,
            _ when Has(asked, "GPU Reset") || Has(asked, "PF FLR") || string.Equals(asked.Trim(), "Reset", StringComparison.OrdinalIgnoreCase) => Repair.ResetGpu,
            _ when Has(asked, "IMEX") => Repair.RestartService,
            _ => null,
        };
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    // "GPU recovery action changed from 0x0 (None) to 0x4 (Drain and Reset)", "GPU recovery action → Drain and Reset"
    [GeneratedRegex(@"recovery action(?: changed)?.*?(?: to |->|→)(?<to>.*)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Changed();
}
