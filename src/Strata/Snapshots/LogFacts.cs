using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;

namespace Strata.Snapshots;

/// <summary>What was found in the logs of a machine.</summary>
public sealed class LogFacts
{
    private readonly Dictionary<LogSign, ImmutableArray<LogHit>> _hits;

    internal LogFacts(Dictionary<LogSign, ImmutableArray<LogHit>> hits, ImmutableArray<Source> unrecognised, ImmutableArray<string> names, long lines)
    {
        _hits = hits;
        Unrecognised = unrecognised;
        Names = names;
        Lines = lines;
    }

    /// <summary>No logs at all.</summary>
    public static LogFacts Empty { get; } = new([], [], [], 0);

    /// <summary>Error-looking lines about GPUs that no sign knows.</summary>
    public ImmutableArray<Source> Unrecognised { get; }

    /// <summary>The first line of a text that names the GPU stack at all; null where none does or nobody asked.</summary>
    public Source? Mention { get; internal init; }

    /// <summary>Names of the logs that were read.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Number of lines read.</summary>
    public long Lines { get; }

    /// <summary>True when any log was there to be read.</summary>
    public bool Any => !Names.IsEmpty;

    /// <summary>All hits of a sign, in order, every era.</summary>
    public ImmutableArray<LogHit> All(LogSign sign) => _hits.GetValueOrDefault(sign, []);

    /// <summary>Hits of the current boot, in order.</summary>
    public ImmutableArray<LogHit> Current(LogSign sign) => [.. All(sign).Where(hit => hit.Era == Era.Current)];

    /// <summary>Hits of the current boot of any of the signs, in order.</summary>
    public ImmutableArray<LogHit> Current(params ReadOnlySpan<LogSign> signs)
    {
        var hits = ImmutableArray.CreateBuilder<LogHit>();
        foreach (var sign in signs)
        {
            hits.AddRange(Current(sign));
        }
        hits.Sort((a, b) => a.Order.CompareTo(b.Order));
        return hits.ToImmutable();
    }

    /// <summary>True when the sign was found in the current boot.</summary>
    public bool Has(LogSign sign) => All(sign).Any(hit => hit.Era == Era.Current);

    /// <summary>True when any of the signs was found in the current boot.</summary>
    public bool HasAny(params ReadOnlySpan<LogSign> signs)
    {
        foreach (var sign in signs)
        {
            if (Has(sign))
            {
                return true;
            }
        }
        return false;
    }
}
