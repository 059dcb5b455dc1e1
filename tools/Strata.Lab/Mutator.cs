using System.Text;

namespace Strata.Lab;

/// <summary>Damages text as terminals, web forms, broken disks and people with bad intentions do.</summary>
/// <param name="seed">Same seed, same damage.</param>
public sealed class Mutator(int seed)
{
    private static readonly string[] Hostile =
        ["\u001b[2J", "\u001b]0;x\u0007", "\0", "\u0001", "\u202e", "\u2066", "\u0085", "\ufffd", "\ud800", "\r", "\r\n", "\t", "%s%n", "../../", "```", "---", "9999999999999999999999", "-1", "0x", "NaN", "\u0661", "NVRM: Xid (PCI:0000:01:00): 79, "];

    private readonly Random _random = new(seed);

    /// <summary>A damaged copy of a text; <paramref name="other"/> may be spliced in.</summary>
    public string Damage(string text, string other)
    {
        var result = new StringBuilder(text);
        for (var i = _random.Next(1, 6); i > 0; i--)
        {
            Once(result, other);
        }
        return result.Length > 200_000 ? result.ToString(0, 200_000) : result.ToString();
    }

    private void Once(StringBuilder text, string other)
    {
        var at = _random.Next(text.Length + 1);
        var length = Math.Min(_random.Next(1, 200), text.Length - at);
        switch (_random.Next(9))
        {
            case 0:
                text.Length = at;
                break;
            case 1:
                text.Remove(at, length);
                break;
            case 2:
                text.Insert(at, text.ToString(at, length));
                break;
            case 3:
                text.Insert(at, Hostile[_random.Next(Hostile.Length)]);
                break;
            case 4 when length > 0:
                text[at] = (char)(text[at] ^ (1 << _random.Next(8)));
                break;
            case 5 when other.Length > 0:
                var from = _random.Next(other.Length);
                text.Insert(at, other.AsSpan(from, Math.Min(_random.Next(1, 4000), other.Length - from)));
                break;
            case 6:
                text.Replace("\n", "\r\n");
                break;
            case 7:
                text.Insert(at, new string((char)_random.Next(32, 127), _random.Next(1, 20_000)));
                break;
            default:
                text.Replace(' ', '\t', at, length);
                break;
        }
    }
}
