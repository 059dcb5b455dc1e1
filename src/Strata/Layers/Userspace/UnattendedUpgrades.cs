using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Userspace;

/// <summary>Configuration of unattended-upgrades.</summary>
/// <param name="Enabled">True when apt runs it by itself.</param>
/// <param name="Blacklist">Expressions of packages it leaves alone.</param>
/// <param name="Source">Where it is enabled.</param>
public sealed partial record UnattendedUpgrades(bool Enabled, ImmutableArray<string> Blacklist, Source Source)
{
    private const string Folder = "/etc/apt/apt.conf.d";

    /// <summary>True when it would upgrade this package: an expression matches from the start of the name.</summary>
    public bool Touches(string package) => Enabled && !Blacklist.Any(entry => Matches(entry, package));

    /// <summary>Reads apt.conf.d; absent where there is no apt.</summary>
    public static Reading<UnattendedUpgrades> Collect(IMachine machine) => machine.List(Folder).Map(names =>
    {
        var enabled = false;
        var blacklist = ImmutableArray.CreateBuilder<string>();
        var source = new Source(Folder);
        foreach (var name in names)
        {
            if (!machine.Read($"{Folder}/{name}").TryGet(out var file))
            {
                continue;
            }
            var inside = false;
            for (var i = 0; i < file.Lines.Length; i++)
            {
                var line = file.Lines[i].Trim();
                if (line.StartsWith("//", StringComparison.Ordinal) || line.StartsWith('#'))
                {
                    continue;
                }
                if (Switch().Match(line) is { Success: true } match)
                {
                    enabled = match.Groups["value"].Value != "0";
                    source = file.At(i);
                }
                inside = (inside || line.Contains("Unattended-Upgrade::Package-Blacklist", StringComparison.Ordinal)) && !line.Contains("};", StringComparison.Ordinal);
                if (inside || line.Contains("Package-Blacklist", StringComparison.Ordinal))
                {
                    blacklist.AddRange(Quoted().Matches(line).Select(item => item.Groups["text"].Value));
                }
            }
        }
        return new UnattendedUpgrades(enabled, blacklist.ToImmutable(), source);
    });

    private static bool Matches(string expression, string package)
    {
        try
        {
            return Regex.IsMatch(package, "^(?:" + expression + ")", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^APT::Periodic::Unattended-Upgrade\s+""(?<value>\w*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Switch();

    [GeneratedRegex("\"(?<text>[^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
