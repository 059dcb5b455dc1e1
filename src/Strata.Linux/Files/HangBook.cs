using System.Collections.Immutable;

namespace Strata.Linux.Files;

/// <summary>
/// The looks that hang now. Shared by all who look at a machine again and again, it lets each of them leave a place alone while
/// an earlier look still hangs there, so that a dead place costs one thread and not one each time.
/// </summary>
public sealed class HangBook
{
    private readonly Lock _lock = new();
    private ImmutableList<HangingLook> _open = [];

    /// <summary>Number of looks that have not come back.</summary>
    internal int Count => Volatile.Read(ref _open).Count;

    /// <summary>What hangs in a place; null when nothing does.</summary>
    internal string? Find(string scope) => Volatile.Read(ref _open).Find(look => look.Scope == scope)?.Name;

    /// <summary>Notes a look that was left behind, unless it came back meanwhile.</summary>
    internal void Open(HangingLook look)
    {
        lock (_lock)
        {
            if (!look.IsOver)
            {
                _open = _open.Add(look);
            }
        }
    }

    /// <summary>Notes that a look came back after all.</summary>
    internal void Close(HangingLook look)
    {
        lock (_lock)
        {
            look.IsOver = true;
            _open = _open.Remove(look);
        }
    }
}
