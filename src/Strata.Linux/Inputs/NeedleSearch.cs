using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Strata.Linux.Inputs;

/// <summary>
/// Finds the first of many literals in bytes. Of each literal the two rarest groups of four bytes, one at an even and one
/// at an odd distance from its start, are kept in a table of bits that stays in the cache. The text is run past that
/// table at every second byte, and only where a group is known is a literal compared. The cost per byte depends neither on
/// the number of literals nor on how often their common parts occur.
/// </summary>
internal sealed class NeedleSearch
{
    private const int TableBits = 18;
    private const uint Multiplier = 0x9E3779B1;
    private const uint SecondMultiplier = 0x85EBCA6B;
    private const int GramLength = 4;
    private const int ShortestLiteral = 3;
    private const int Step = 2;
    private const int StepsAtOnce = 4;

    // From common to rare in logs, six of a kind.
    private const string Common = "etaoinsrdlcu0123456789 :.[]-/_";

    // What stands in every line; a group with an open byte is better than one from here.
    private static readonly byte[] Everywhere = Encoding.ASCII.GetBytes(" kernel: systemd[1]: 0000:00:00.0 ");

    // What logs are full of; groups from here are taken only when a literal has no other.
    private static readonly byte[] Ordinary = Encoding.ASCII.GetBytes(
        "kernel: systemd[1]: Starting Started Stopped Reached target Session of user root (root) command device driver module service enabled disabled "
        + "from with mode type for interrupt controller configuration configured memory version docker0: port entered blocking state error failed failure "
        + "loading loaded registered initialized support process container connection network address system status information request response 0000:00:00.0");

    private readonly byte[] _table = new byte[(1 << TableBits) / 8];
    private readonly byte[] _second = new byte[(1 << TableBits) / 8];
    private readonly Dictionary<uint, List<Needle>> _needles = [];

    /// <summary>Prepares a search; every literal needs at least three bytes.</summary>
    public NeedleSearch(IEnumerable<string> literals)
    {
        foreach (var text in literals.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes).OrderBy(text => text.Length))
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(text.Length, ShortestLiteral);
            Add(text, Rarest(text, isOdd: false));
            Add(text, Rarest(text, isOdd: true));
        }
    }

    /// <summary>The place of a literal that starts at or after <paramref name="from"/> and before which there is none in an earlier line, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Next(ReadOnlySpan<byte> text, int from)
    {
        var last = text.Length - GramLength - (Step * (StepsAtOnce - 1));
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        var at = from & ~1;
        for (; at <= last; at += Step * StepsAtOnce)
        {
            var one = Look(ref table, Gram(ref start, at));
            var two = Look(ref table, Gram(ref start, at + Step));
            var three = Look(ref table, Gram(ref start, at + (2 * Step)));
            var four = Look(ref table, Gram(ref start, at + (3 * Step)));
            if (((one | two | three | four) & 1) != 0 && Among(text, at, from) is var found and >= 0)
            {
                return found;
            }
        }
        return Tail(text, at, from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Gram(ref byte start, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Look(ref byte table, uint gram, uint multiplier = Multiplier)
    {
        var hash = (gram * multiplier) >> (32 - TableBits);
        return (uint)Unsafe.Add(ref table, hash >> 3) >> (int)(hash & 7);
    }

    private int Among(ReadOnlySpan<byte> text, int at, int from)
    {
        for (var i = 0; i < StepsAtOnce; i++, at += Step)
        {
            var gram = MemoryMarshal.Read<uint>(text[at..]);
            if ((Look(ref _table[0], gram) & Look(ref _second[0], gram, SecondMultiplier) & 1) != 0 && Compare(text, at, gram, from) is var found and >= 0)
            {
                return found;
            }
        }
        return -1;
    }

    // Behind the last bytes of a text stand zeros.
    private int Tail(ReadOnlySpan<byte> text, int at, int from)
    {
        Span<byte> padded = stackalloc byte[GramLength];
        for (; at < text.Length; at += Step)
        {
            padded.Clear();
            text[at..Math.Min(text.Length, at + GramLength)].CopyTo(padded);
            if (Compare(text, at, MemoryMarshal.Read<uint>(padded), from) is var found and >= 0)
            {
                return found;
            }
        }
        return -1;
    }

    private int Compare(ReadOnlySpan<byte> text, int at, uint gram, int from)
    {
        if (!_needles.TryGetValue(gram, out var needles))
        {
            return -1;
        }
        foreach (var needle in needles)
        {
            var start = at - needle.Before;
            if (start >= from && start <= text.Length && text[start..].StartsWith(needle.Text))
            {
                return start;
            }
        }
        return -1;
    }

    // A short literal has no whole group at one of the two distances; there one byte beside it may be anything.
    private int Rarest(byte[] text, bool isOdd)
    {
        var best = 0;
        var bestScore = int.MinValue;
        for (var at = isOdd ? -1 : 0; at <= text.Length - ShortestLiteral; at += Step)
        {
            var score = at >= 0 && at + GramLength <= text.Length ? Score(text.AsSpan(at, GramLength)) : -100;
            if (score > bestScore)
            {
                (best, bestScore) = (at, score);
            }
        }
        return best;
    }

    private void Add(byte[] text, int before)
    {
        Span<byte> gram = stackalloc byte[GramLength];
        var open = -1;
        for (var i = 0; i < GramLength; i++)
        {
            var at = before + i;
            open = at < 0 || at >= text.Length ? i : open;
            gram[i] = at < 0 || at >= text.Length ? (byte)0 : text[at];
        }
        for (var other = 0; other < (open < 0 ? 1 : 256); other++)
        {
            if (open >= 0)
            {
                gram[open] = (byte)other;
            }
            Add(MemoryMarshal.Read<uint>(gram), new Needle(text, before));
        }
    }

    private void Add(uint gram, Needle needle)
    {
        if (!_needles.TryGetValue(gram, out var needles))
        {
            _needles[gram] = needles = [];
            Mark(_table, gram * Multiplier);
            Mark(_second, gram * SecondMultiplier);
        }
        needles.Add(needle);
    }

    private static void Mark(byte[] table, uint product)
    {
        var hash = product >> (32 - TableBits);
        table[hash >> 3] |= (byte)(1 << (int)(hash & 7));
    }

    // A group that another literal already has costs nothing more.
    private int Score(ReadOnlySpan<byte> gram)
    {
        var score = _needles.ContainsKey(MemoryMarshal.Read<uint>(gram)) ? 10 : 0;
        score -= Everywhere.AsSpan().IndexOf(gram) >= 0 ? 200 : Ordinary.AsSpan().IndexOf(gram) >= 0 ? 40 : 0;
        foreach (var value in gram)
        {
            var rank = Common.IndexOf((char)value, StringComparison.Ordinal);
            score += rank >= 0 ? rank / 6 : char.IsAsciiLetterLower((char)value) ? 8 : 12;
        }
        return score;
    }

    private readonly record struct Needle(byte[] Text, int Before);
}
