using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Gives each removed value one placeholder, the same wherever the value occurs, numbered by first occurrence.</summary>
internal sealed partial class Placeholders
{
    public const string Host = "host name";
    public const string User = "user name";
    public const string IPv4 = "IPv4 address";
    public const string IPv6 = "IPv6 address";
    public const string Hardware = "hardware address";
    public const string Serial = "serial number";
    public const string Secret = "secret";
    public const string Mail = "mail address";
    public const string Radio = "Wi-Fi name";
    public const string Machine = "machine id";
    public const string Disk = "disk id";

    private readonly Dictionary<(string, string), string> _names = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>What was removed, by kind.</summary>
    public ImmutableArray<Removed> Removed =>
        [.. _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Removed(pair.Key, pair.Value))];

    /// <summary>True for a placeholder of a host, a person or a secret: what was redacted before stays.</summary>
    public static bool IsOne(string text) => Own().IsMatch(text);

    /// <summary>The placeholder of a value.</summary>
    public string For(string kind, string value)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (!_names.TryGetValue((kind, value), out var name))
        {
            var number = _numbers[kind] = _numbers.GetValueOrDefault(kind) + 1;
            _names[(kind, value)] = name = Make(kind, number);
        }
        return name;
    }

    // Addresses from ranges that name nobody (RFC 1918, RFC 3849, RFC 7042).
    private static string Make(string kind, int number) => kind switch
    {
        Host => $"host-{number}",
        User => $"user-{number}",
        IPv4 => $"10.{(number >> 16) & 0xff}.{(number >> 8) & 0xff}.{number & 0xff}",
        IPv6 => $"2001:db8::{number:x}",
        Hardware => $"00:00:5e:00:{(number >> 8) & 0xff:x2}:{number & 0xff:x2}",
        Serial => $"serial-{number}",
        Mail => $"mail-{number}@example.org",
        Radio => $"wifi-{number}",
        Machine => number.ToString("x32", CultureInfo.InvariantCulture),
        Disk => $"00000000-0000-0000-0000-{number:x12}",
        _ => "removed-secret",
    };

    [GeneratedRegex("^(?:(?:host|user|wifi)-[0-9]{1,7}|removed-secret)$", RegexOptions.CultureInvariant)]
    private static partial Regex Own();
}
