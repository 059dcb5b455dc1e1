using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Forms in which passwords, tokens and keys occur in command lines, environments, configurations and logs.</summary>
internal static partial class SecretPatterns
{
    /// <summary>Replaces the secrets in a line.</summary>
    public static string Remove(string line, Placeholders names)
    {
        if (!MayHold().IsMatch(line))
        {
            return line;
        }
        line = Assigned().Replace(line, match => match.Groups["before"].Value + match.Groups["quote"].Value + names.For(Placeholders.Secret, match.Groups["value"].Value));
        line = Tokens().Replace(line, match => names.For(Placeholders.Secret, match.Value));
        line = Bearer().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Secret, match.Groups["value"].Value));
        return InAddress().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Secret, match.Groups["value"].Value) + "@");
    }

    [GeneratedRegex("(?i)pass|pwd|secret|token|key|credential|auth|bearer|hf_|gh[pousr]_|glpat-|sk-|xox|AKIA|ASIA|nvapi-|eyJ|://", RegexOptions.CultureInvariant)]
    private static partial Regex MayHold();

    // --token X, --password=X, DB_PASSWORD=X, "api_key": "X", password = "X". A quoted value ends at its quote, any other at a blank.
    // Counts of tokens (plural, or a number), files that hold a key, and packages are not secrets.
    [GeneratedRegex(
        """
        (?ix)
        (?<before>
          (?:
            (?: password | passwd | passphrase | secret | credentials? | (?<![a-z0-9])auth | pwd(?!\s*[=:]\s*["']?/) )
            (?: \\?["']?[\ \t]*[=:] | (?<=--[\w-]{0,40})[ ] )
          | (?:
              (?: token | api[-_]?key | access[-_]?key(?:[-_]id)? | private[-_]?key | secret[-_]?key ) (?: \\?["']?[\ \t]*[=:] | (?<=--[\w-]{0,40})[ ] )
            | [-_]key \\?["']?[\ \t]*=
            )
            (?! [\ \t]*["']?(?: \d{1,7}\b | /(?:boot|etc|home|lib|opt|proc|root|run|srv|sys|tmp|usr|var)/ | (?:https?|file):/ ) )
          )
          [\ \t]*
        )
        (?! ["']?(?: amd64 | i386 | arm64 | armhf | ppc64el | s390x | riscv64 | x86_64 | all | any | none | null | true | false )(?:["',;:)\]}\s]|$) )
        (?:
          (?<=["'][\w.-]{1,80}=)(?<value>[^"']+)
        | (?<quote>\\")(?<value>(?:(?!\\").)+)
        | (?<quote>")(?<value>(?:[^"\\]|\\.)+)
        | (?<quote>')(?<value>[^']+)
        | (?<value>[^\s"'\\]\S{2,})
        )
        """,
        RegexOptions.CultureInvariant)]
    private static partial Regex Assigned();

    [GeneratedRegex(
        @"\b(?:hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|sk-[\w-]{20,}|xox[abpr]-[\w-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}|nvapi-[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"(?i)(?<before>\b(?:bearer|basic) +)(?<value>[A-Za-z0-9._~+/=-]{12,})", RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    // https://user:X@host and https://X@host; git is everybody's name.
    [GeneratedRegex(@"(?<before>\b[a-z][a-z0-9+.-]{1,20}://(?:[^\s/:@]{1,200}:|(?!git@)))(?<value>[^\s/@]{1,200})@", RegexOptions.CultureInvariant)]
    private static partial Regex InAddress();
}
