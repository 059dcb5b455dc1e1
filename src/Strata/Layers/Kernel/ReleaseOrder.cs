namespace Strata.Layers.Kernel;

/// <summary>Order of kernel releases and of package versions: numbers by value, the rest by letter, <c>~</c> before everything (source: deb-version(7)).</summary>
public sealed class ReleaseOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static ReleaseOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var a = (x ?? "").AsSpan();
        var b = (y ?? "").AsSpan();
        while (!a.IsEmpty || !b.IsEmpty)
        {
            var order = Text(ref a, ref b);
            if (order == 0)
            {
                order = Number(ref a, ref b);
            }
            if (order != 0)
            {
                return order;
            }
        }
        return 0;
    }

    private static int Text(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        while ((!a.IsEmpty && !char.IsAsciiDigit(a[0])) || (!b.IsEmpty && !char.IsAsciiDigit(b[0])))
        {
            var order = Weight(a).CompareTo(Weight(b));
            if (order != 0)
            {
                return order;
            }
            a = a[1..];
            b = b[1..];
        }
        return 0;
    }

    private static int Number(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        var left = Digits(ref a);
        var right = Digits(ref b);
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<char> Digits(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
        {
            length++;
        }
        var digits = text[..length].TrimStart('0');
        text = text[length..];
        return digits;
    }

    private static int Weight(ReadOnlySpan<char> text) => text.IsEmpty || char.IsAsciiDigit(text[0])
        ? 0
        : text[0] switch
        {
            '~' => -1,
            var letter when char.IsAsciiLetter(letter) => letter,
            var other => other + 256,
        };
}
