using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Layers.Kernel;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>An upgrade of a driver package.</summary>
/// <param name="Name">Package.</param>
/// <param name="From">Version before.</param>
/// <param name="To">Version after.</param>
/// <param name="Unattended">True when unattended-upgrades did it.</param>
/// <param name="Source">Where it was read.</param>
public sealed record PackageUpgrade(string Name, DriverVersion? From, DriverVersion? To, bool Unattended, Source Source);

/// <summary>Reads /var/log/apt/history.log.</summary>
public static partial class UpgradeHistory
{
    /// <summary>Upgrades of driver packages, in order.</summary>
    public static ImmutableArray<PackageUpgrade> Parse(TextDocument file)
    {
        var upgrades = ImmutableArray.CreateBuilder<PackageUpgrade>();
        var unattended = false;
        for (var i = 0; i < file.Lines.Length; i++)
        {
            var line = file.Lines[i];
            if (line.StartsWith("Start-Date:", StringComparison.Ordinal))
            {
                unattended = false;
            }
            else if (line.StartsWith("Commandline:", StringComparison.Ordinal))
            {
                unattended = line.Contains("unattended-upgrade", StringComparison.Ordinal);
            }
            else if (line.StartsWith("Upgrade:", StringComparison.Ordinal))
            {
                foreach (Match match in Item().Matches(line))
                {
                    upgrades.Add(new PackageUpgrade(
                        match.Groups["name"].Value, DriverVersion.Parse(match.Groups["from"].Value), DriverVersion.Parse(match.Groups["to"].Value), unattended, Cut(file.At(i))));
                }
            }
        }
        return upgrades.ToImmutable();
    }

    private static Source Cut(Source source) => source.Text is { Length: > 300 } text ? source with { Text = text[..300] } : source;

    [GeneratedRegex(@"(?<name>(?:lib)?(?:nvidia|cuda)[\w.+-]*|linux-modules-nvidia-[\w.+-]*)(?::\w+)? \((?<from>[^,()]+), (?<to>[^,()]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Item();
}
