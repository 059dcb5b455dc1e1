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
        line = Login().Replace(line, match => match.Groups["before"].Value + User(match.Groups["user"].Value, names) + match.Groups["between"].Value + names.For(Placeholders.Secret, match.Groups["value"].Value));
        return Whole().Replace(line, match => match.Groups["before"].Value + names.For(Placeholders.Secret, match.Groups["value"].Value));
    }

    private static string User(string name, Placeholders names) => name.Length == 0 || Placeholders.IsOne(name) ? name : names.For(Placeholders.User, name);

    [GeneratedRegex("(?i)pass|pwd|secret|token|key|credential|auth|bearer|basic|sig|data|curl|hf_|gh[pousr]_|glpat-|sk-|xox|AKIA|ASIA|nvapi-|eyJ|LS0t|ssh-|ecdsa-|AllocResp", RegexOptions.CultureInvariant)]
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
            | (?: [-_]|account|shared ) key \\?["']?[\ \t]*=
            )
            (?! [\ \t]*["']?(?: \d{1,7}(?:\.\d{1,7})?(?=["'\s,;)\]}]|$) | /(?:boot|etc|home|lib|opt|proc|root|run|srv|sys|tmp|usr|var)/ | (?:https?|file):/ ) )
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
        @"\b(?:hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|sk-[\w-]{20,}|xox[abpr]-[\w-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}|nvapi-[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}|LS0tLS1CRUdJTi[A-Za-z0-9+/=]{8,}|(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp[0-9]{3}) AAAA[A-Za-z0-9+/=]{16,}(?: [^\s""']{1,200})?)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"(?i)(?<before>\b(?:bearer|basic) +)(?<value>[A-Za-z0-9._~+/=-]{12,})", RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    // curl -u name:X; machine host login name password X, which can also stand on a line of its own.
    [GeneratedRegex(
        """(?i)(?<before>\bcurl\b[^|;]{0,300}?\s(?:-u\s{0,8}|--(?:proxy-)?user[ =])["']?)(?<user>[^\s:"']{1,200})(?<between>:)(?<value>[^\s"']{1,500})|(?<before>\blogin\s{1,8})(?<user>\S{1,200})(?<between>\s{1,8}password\s{1,8})(?<value>\S{1,500})|(?<before>^\s{0,8}password\s{1,8})(?<value>[^\s=:]\S{0,500})$|(?<before>\bsshpass\s{1,8}-p\s{0,8})(?<value>\S{1,500})""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Login();

    // The environment of every pod in the kubelet's list of devices; what follows the signature of an address.
    [GeneratedRegex("""(?i)(?<before>"AllocResp"\s{0,8}:\s{0,8}"|[?&;](?:sig|signature|x-amz-(?:signature|credential|security-token))=|-data:\s{1,8})(?<value>(?<=")[^"]+|(?<==)[^&\s"']+|(?<=-data:\s{1,8})[A-Za-z0-9+/=]{40,})""", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
