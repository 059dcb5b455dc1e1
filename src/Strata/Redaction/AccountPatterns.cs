using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Names of people in places that hold nothing else, for hosts whose list of people is elsewhere.</summary>
internal static partial class AccountPatterns
{
    // Accounts of the system say nothing of a person.
    private static readonly FrozenSet<string> Services = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "root", "nobody", "gdm", "sddm", "lightdm", "nvidia-persistenced", "systemd", "daemon", "www-data", "docker", "slurm", "ollama", "user", "none", "null", "true", "false");

    /// <summary>Replaces the names in a line.</summary>
    public static string Remove(string line, Placeholders names) => !MayHold().IsMatch(line)
        ? line
        : Named().Replace(line, match => IsPerson(match.Groups["name"].Value)
            ? match.Groups["before"].Value + names.For(Placeholders.User, match.Groups["name"].Value)
            : match.Value);

    private static bool IsPerson(string name) => !Services.Contains(name) && !Placeholders.IsOne(name) && !name.All(char.IsAsciiDigit);

    [GeneratedRegex("(?i)user|login|logname|requested-by|accepted|sudo:|failed password", RegexOptions.CultureInvariant)]
    private static partial Regex MayHold();

    // username = "X"; Requested-By: X (1000); Accepted publickey for X from; session opened for user X; sudo: X : TTY=; USER=X.
    [GeneratedRegex(
        """
        (?x)
        (?<before>
          (?i: (?:proxy[-_]?)? user[-_]?name | proxy[-_]user | loginname ) \\?["']?[\ \t]{0,16}[=:][\ \t]{0,16}\\?["']?
        | \b Requested-By:\ {1,4}
        | \b (?:Accepted|Failed)\ [\w/-]{1,40}\ for\ (?:invalid\ user\ )?
        | \b (?:[Ss]ession\ (?:opened|closed)\ for|[Ii]nvalid|of)\ user\ (?!of\ )
        | \b sudo(?:\[[0-9]{1,9}\])?:\ {1,12}(?=\S{1,64}\ :\ )
        | \b (?:SUDO_USER|LOGNAME|USER|USERNAME)=
        )
        (?<name>[A-Za-z_](?:[\w.@\\-]{0,62}\w)?)
        """,
        RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
