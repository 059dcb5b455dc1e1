using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Strata.Linux.Inputs;

/// <summary>
/// Finds the first of many literals in bytes. Of each literal the rarest four bytes are kept in a table of bits that fits
/// the first-level cache; the text is run past that table, and only where four bytes are known is a literal compared. The
/// cost per byte depends neither on the number of literals nor on how often their common parts occur.
/// </summary>
internal sealed class NeedleSearch
{
    private const int TableBits = 16;
    private const uint Multiplier = 0x9E3779B1;
    private const int LongestGram = 4;

    // From rare to common in logs.
    private const string Common = "etaoinsrdlcu0123456789 :.[]-/_";

    private readonly byte[] _table = new byte[(1 << TableBits) / 8];
    private readonly Dictionary<uint, List<Needle>> _needles = [];
    private readonly uint _mask;

    /// <summary>Prepares a search; every literal needs at least two bytes.</summary>
    public NeedleSearch(IEnumerable<string> literals)
    {
        var texts = literals.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes).Where(text => text.Length >= 2).ToList();
        var length = texts.Count == 0 ? LongestGram : Math.Min(LongestGram, texts.Min(text => text.Length));
        _mask = uint.MaxValue >> (8 * (LongestGram - length));
        foreach (var text in texts.OrderBy(text => text.Length))
        {
            Add(text, length);
        }
    }

    /// <summary>The place of the first literal that starts at or after <paramref name="from"/>, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Next(ReadOnlySpan<byte> text, int from)
    {
        var last = text.Length - LongestGram;
        ref var start = ref MemoryMarshal.GetReference(text);
        ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
        var mask = _mask;
        var at = from;
        for (; at <= last - 3; at += 4)
        {
            var one = Look(ref table, Gram(ref start, at) & mask);
            var two = Look(ref table, Gram(ref start, at + 1) & mask);
            var three = Look(ref table, Gram(ref start, at + 2) & mask);
            var four = Look(ref table, Gram(ref start, at + 3) & mask);
            if (((one | two | three | four) & 1) != 0 && Among(text, at, at + 4, from) is var found and >= 0)
            {
                return found;
            }
        }
        return Tail(text, at, from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Gram(ref byte start, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Look(ref byte table, uint gram)
    {
        var hash = (gram * Multiplier) >> (32 - TableBits);
        return (uint)Unsafe.Add(ref table, hash >> 3) >> (int)(hash & 7);
    }

    private int Among(ReadOnlySpan<byte> text, int at, int end, int from)
    {
        for (; at < end; at++)
        {
            var gram = MemoryMarshal.Read<uint>(text[at..]) & _mask;
            if ((Look(ref _table[0], gram) & 1) != 0 && Compare(text, at, gram, from) is var found and >= 0)
            {
                return found;
            }
        }
        return -1;
    }

    // The last bytes of a text are too few for a gram of four: they are looked at with zeros behind them.
    private int Tail(ReadOnlySpan<byte> text, int at, int from)
    {
        Span<byte> padded = stackalloc byte[LongestGram];
        for (; at < text.Length; at++)
        {
            padded.Clear();
            text[at..Math.Min(text.Length, at + LongestGram)].CopyTo(padded);
            if (Compare(text, at, MemoryMarshal.Read<uint>(padded) & _mask, from) is var found and >= 0)
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
            if (start >= from && text[start..].StartsWith(needle.Text))
            {
                return start;
            }
        }
        return -1;
    }

    private void Add(byte[] text, int length)
    {
        var best = 0;
        var bestScore = int.MinValue;
        for (var at = 0; at + length <= text.Length; at++)
        {
            var score = Score(text.AsSpan(at, length));
            if (score > bestScore)
            {
                (best, bestScore) = (at, score);
            }
        }
        var gram = GramOf(text.AsSpan(best, length));
        if (!_needles.TryGetValue(gram, out var needles))
        {
            _needles[gram] = needles = [];
            var hash = (gram * Multiplier) >> (32 - TableBits);
            _table[hash >> 3] |= (byte)(1 << (int)(hash & 7));
        }
        needles.Add(new Needle(text, best));
    }

    // Four bytes that another literal already has cost nothing more.
    private int Score(ReadOnlySpan<byte> gram)
    {
        var score = _needles.ContainsKey(GramOf(gram)) ? 10 : 0;
        foreach (var value in gram)
        {
            var rank = Common.IndexOf((char)value, StringComparison.Ordinal);
            score += rank < 0 ? (char.IsAsciiLetterLower((char)value) ? 8 : 12) : rank / 6;
        }
        return score;
    }

    private static uint GramOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[LongestGram];
        padded.Clear();
        bytes.CopyTo(padded);
        return MemoryMarshal.Read<uint>(padded);
    }

    private readonly record struct Needle(byte[] Text, int Before);
}
