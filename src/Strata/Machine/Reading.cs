using System.Diagnostics.CodeAnalysis;

namespace Strata.Machine;

/// <summary>The outcome of one look at a machine. A failed look is never "false": it is <see cref="Unreadable"/>.</summary>
public abstract record Reading<T>
{
    private Reading(Source source) => Source = source;

    /// <summary>What was looked at.</summary>
    public Source Source { get; }

    /// <summary>The look succeeded.</summary>
    public sealed record Known(T Value, Source Source) : Reading<T>(Source);

    /// <summary>The machine answered that the thing is not there.</summary>
    public sealed record Absent(Source Source) : Reading<T>(Source);

    /// <summary>The look failed, or the source does not hold this: nothing may be concluded.</summary>
    public sealed record Unreadable(string Why, Source Source) : Reading<T>(Source);

    /// <summary>True when the value is known.</summary>
    public bool IsKnown => this is Known;

    /// <summary>True when the machine said that the thing is not there.</summary>
    public bool IsAbsent => this is Absent;

    /// <summary>True when nothing may be concluded.</summary>
    public bool IsUnreadable => this is Unreadable;

    /// <summary>Gives the value when it is known.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = this is Known known ? known.Value : default;
        return this is Known;
    }

    /// <summary>The value, or <paramref name="otherwise"/> when it is not known.</summary>
    [return: NotNullIfNotNull(nameof(otherwise))]
    public T? Or(T? otherwise) => this is Known known ? known.Value : otherwise;

    /// <summary>Transforms a known value and keeps where it came from.</summary>
    public Reading<TOut> Map<TOut>(Func<T, TOut> map) => this switch
    {
        Known known => new Reading<TOut>.Known(map(known.Value), Source),
        Absent => new Reading<TOut>.Absent(Source),
        Unreadable unreadable => new Reading<TOut>.Unreadable(unreadable.Why, Source),
        _ => throw new InvalidOperationException("a reading has three cases"),
    };

    /// <summary>This reading when it is known, otherwise the other one.</summary>
    public Reading<T> OrElse(Func<Reading<T>> other)
    {
        if (IsKnown)
        {
            return this;
        }
        var second = other();
        return second.IsKnown || IsUnreadable ? second : this;
    }
}

/// <summary>Makes readings.</summary>
public static class Reading
{
    /// <summary>A value with the place it was read.</summary>
    public static Reading<T> Known<T>(T value, Source source) => new Reading<T>.Known(value, source);

    /// <summary>The machine said that the thing is not there.</summary>
    public static Reading<T> Absent<T>(Source source) => new Reading<T>.Absent(source);

    /// <summary>Nothing may be concluded, and why.</summary>
    public static Reading<T> Unreadable<T>(string why, Source source) => new Reading<T>.Unreadable(why, source);

    /// <summary>Why a reading is unread that nobody tried.</summary>
    public const string NotHere = "not in this input";

    /// <summary>Not looked for, because this source never holds it.</summary>
    public static Reading<T> NotLooked<T>(string name) => new Reading<T>.Unreadable(NotHere, new Source(name));
}
