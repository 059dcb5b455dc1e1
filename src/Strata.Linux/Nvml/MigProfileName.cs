using System.Text.RegularExpressions;

namespace Strata.Linux.Nvml;

/// <summary>The profile in the name of a MIG device, such as <c>NVIDIA H100 80GB HBM3 MIG 1g.10gb</c>.</summary>
internal static partial class MigProfileName
{
    public static string? Of(string name) => Form().Match(name) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"(?:[0-9]+c\.)?[0-9]+g\.[0-9]+gb(?:\+[a-z.]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
