using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Replaces the known names of hosts and users in a line. A part of a path is a name only after <c>/home/</c> and its like: a person can be called <c>build</c>.</summary>
internal sealed partial class NamePatterns
{
    private readonly Regex? _hosts;
    private readonly Regex? _domains;
    private readonly Regex? _users;
    private readonly Regex? _homes;
    private readonly Regex? _kernelName;
    private readonly Placeholders _names;

    public NamePatterns(KnownNames known, Placeholders names)
    {
        _names = names;
        _hosts = Any(known.Hosts.Where(KnownNames.IsFree), @"(?<![\w.-])(?<!(?<!/)/)(?<name>{0})(?:\.[a-z0-9-]+){{0,4}}(?![\w-])");
        _domains = Any(known.Domains, @"(?<![\w-])(?<name>(?:[A-Za-z0-9-]{{1,63}}\.){{0,5}}(?:{0}))(?![\w-])(?!\.[A-Za-z0-9])");
        _users = Any(known.Users.Where(KnownNames.IsFree), @"(?<![\w./-])(?<name>{0})(?![\w/-])");
        _homes = Any(known.Users, @"(?<before>/(?:home[0-9]?|homes|[Uu]sers|run/media)/)(?<name>{0})(?![\w.-])");
        _kernelName = Any(known.Hosts, @"(?<before>^(?:uname: )?Linux )(?<name>{0})(?:\.[a-z0-9.-]+)?(?= )");
    }

    /// <summary>The line without names.</summary>
    public string Remove(string line)
    {
        line = Replace(_homes, line, Placeholders.User);
        line = Replace(_kernelName, line, Placeholders.Host);
        line = Replace(_hosts, line, Placeholders.Host);
        line = Replace(_domains, line, Placeholders.Host);
        line = Replace(_users, line, Placeholders.User);
        return Syslog().Replace(line, match => IsNoHost(match.Groups["host"].Value)
            ? match.Value
            : match.Groups["before"].Value + _names.For(Placeholders.Host, match.Groups["host"].Value));
    }

    /// <summary>The path without names: only what follows <c>/home/</c> names somebody there.</summary>
    public string RemoveFromPath(string path) => Replace(_homes, path, Placeholders.User);

    private static bool IsNoHost(string word) => word.StartsWith("host-", StringComparison.Ordinal) || word is "localhost" or "kernel";

    private static Regex? Any(IEnumerable<string> names, string pattern)
    {
        var choices = string.Join('|', names.Select(Regex.Escape));
        return choices.Length == 0
            ? null
            : new Regex(string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, choices), RegexOptions.CultureInvariant);
    }

    private string Replace(Regex? pattern, string line, string kind) => pattern is null
        ? line
        : pattern.Replace(line, match => match.Groups["before"].Value + _names.For(kind, match.Groups["name"].Value));

    // "Nov 15 09:55:03 host kernel: " and "2023-11-15T09:55:03-0500 host kernel: ".
    [GeneratedRegex(@"(?<before>^(?:[A-Z][a-z]{2} [ \d]\d|\d{4}-\d\d-\d\dT?) ?\d\d:\d\d:\d\d\S* )(?<host>[\w.-]+)(?= [^\s:\[\]]+(?:\[\d+\])?: )", RegexOptions.CultureInvariant)]
    private static partial Regex Syslog();
}
