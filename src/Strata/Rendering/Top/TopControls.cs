using System.Collections.Immutable;

namespace Strata.Rendering.Top;

/// <summary>What keys do; they are those of nvitop. Nothing here changes the machine.</summary>
public static class TopControls
{
    private const int ShiftColumns = 8;

    /// <summary>The state after a key.</summary>
    public static TopState Press(TopState state, TopKey key, TopSurface surface)
    {
        var before = state with { Message = null };
        var after = before switch
        {
            { AwaitsSort: true } => key.Kind == TopKeyKind.Letter ? SortBy(before, key.Letter) : before with { AwaitsSort = false },
            _ => key.Kind == TopKeyKind.Letter ? Letter(before, key.Letter, surface) : Move(before, key.Kind, surface),
        };
        return Within(after.Sort != before.Sort || after.IsReversed != before.IsReversed ? Shown(after, surface) : after, surface);
    }

    /// <summary>The state after the terminal changed its size or new values came: nothing is scrolled beyond the end.</summary>
    public static TopState Within(TopState state, TopSurface surface) => state with
    {
        Scroll = Math.Clamp(state.Scroll, 0, Math.Max(0, TopPage.Body(state, surface).Count - TopPage.Room(state, surface))),
    };

    private static TopState Letter(TopState state, char letter, TopSurface surface) => letter switch
    {
        'q' => state with { IsOver = true },
        'h' or '?' => See(state, TopView.Help),
        'a' => state with { Layout = TopLayout.Automatic, View = TopView.Main },
        'f' => state with { Layout = TopLayout.Full, View = TopView.Main },
        'c' => state with { Layout = TopLayout.Compact, View = TopView.Main },
        'r' => state with { WantsRefresh = true },
        'j' => Move(state, TopKeyKind.Down, surface),
        'k' => Move(state, TopKeyKind.Up, surface),
        '[' => Move(state, TopKeyKind.PageUp, surface),
        ']' => Move(state, TopKeyKind.PageDown, surface),
        '^' => Move(state, TopKeyKind.LineStart, surface),
        '$' => Move(state, TopKeyKind.LineEnd, surface),
        'm' => Move(state, TopKeyKind.Enter, surface),
        'e' => OfSelected(state, TopView.Settings),
        'o' => state with { AwaitsSort = true },
        ',' or '<' => state with { Sort = Beside(state.Sort, -1) },
        '.' or '>' => state with { Sort = Beside(state.Sort, 1) },
        '/' => state with { IsReversed = !state.IsReversed },
        ' ' => Tag(state, surface),
        'x' or 'T' or 'K' or 'I' => state with { Message = "read-only: strata top ends no process" },
        't' => state with { Message = "processes are shown without a tree" },
        _ => state,
    };

    private static TopState Move(TopState state, TopKeyKind kind, TopSurface surface) => kind switch
    {
        TopKeyKind.Up when state.View != TopView.Main => state with { Scroll = state.Scroll - 1 },
        TopKeyKind.Down when state.View != TopView.Main => state with { Scroll = state.Scroll + 1 },
        TopKeyKind.Up => Select(state, surface, -1),
        TopKeyKind.Down => Select(state, surface, 1),
        TopKeyKind.Home => state.View == TopView.Main ? Select(state, surface, -Limit) : state with { Scroll = 0 },
        TopKeyKind.End => state.View == TopView.Main ? Select(state, surface, Limit) : state with { Scroll = Limit },
        TopKeyKind.PageUp => state with { Scroll = state.Scroll - TopPage.Room(state, surface) },
        TopKeyKind.PageDown => state with { Scroll = state.Scroll + TopPage.Room(state, surface) },
        TopKeyKind.Left => state with { Shift = Math.Max(0, state.Shift - ShiftColumns) },
        TopKeyKind.Right => state with { Shift = Math.Min(LastShift(state, surface), state.Shift + ShiftColumns) },
        TopKeyKind.LineStart => state with { Shift = 0 },
        TopKeyKind.LineEnd => state with { Shift = LastShift(state, surface) },
        TopKeyKind.Enter => OfSelected(state, TopView.Process),
        TopKeyKind.Escape => state.View == TopView.Main ? state with { Selected = null, Scroll = 0, Shift = 0 } : See(state, TopView.Main),
        TopKeyKind.Refresh => state with { WantsRefresh = true },
        _ => state,
    };

    private const int Limit = 1 << 20;

    private static TopState SortBy(TopState state, char letter)
    {
        TopSort? sort = char.ToLowerInvariant(letter) switch
        {
            'n' => TopSort.Natural,
            'u' => TopSort.User,
            'p' => TopSort.Process,
            'g' => TopSort.GpuMemory,
            'c' => TopSort.Cpu,
            'm' => TopSort.Memory,
            't' => TopSort.Age,
            _ => null,
        };
        return state with
        {
            AwaitsSort = false,
            Sort = sort ?? state.Sort,
            IsReversed = sort is null ? state.IsReversed : char.IsAsciiLetterUpper(letter),
            Message = sort is null ? $"o{letter}: no such column" : null,
        };
    }

    private static TopSort Beside(TopSort sort, int step)
    {
        var all = Enum.GetValues<TopSort>();
        return all[(Array.IndexOf(all, sort) + step + all.Length) % all.Length];
    }

    private static TopState See(TopState state, TopView view) => state with { View = view, Scroll = 0 };

    private static TopState OfSelected(TopState state, TopView view) =>
        state.View != TopView.Main ? See(state, state.View == view ? TopView.Main : view)
        : state.Selected is null ? state with { Message = "select a process first, with the arrows" } : See(state, view);

    private static TopState Tag(TopState state, TopSurface surface) => state is { View: TopView.Main, Selected: { } key }
        ? Select(state with { Tagged = state.Tagged.Contains(key) ? state.Tagged.Remove(key) : state.Tagged.Add(key) }, surface, 1)
        : state;

    private static TopState Select(TopState state, TopSurface surface, int step)
    {
        var all = TopProcesses.Sorted(state);
        if (all.IsEmpty)
        {
            return state;
        }
        var old = state.Selected is { } selected ? all.IndexOf(all.FirstOrDefault(one => one.Key == selected)) : -1;
        var index = old < 0 && Math.Abs(step) == 1 ? step > 0 ? 0 : all.Length - 1 : Math.Clamp(old + step, 0, all.Length - 1);
        return Shown(state with { Selected = all[index].Key }, surface);
    }

    // Scrolls as little as brings the selected process into sight.
    private static TopState Shown(TopState state, TopSurface surface)
    {
        var lines = TopPage.Body(state, surface);
        var row = Enumerable.Range(0, lines.Count).FirstOrDefault(row => lines[row].Process == state.Selected && state.Selected is not null, -1);
        var room = TopPage.Room(state, surface);
        return row < 0 ? state : state with { Scroll = row < state.Scroll ? row : row >= state.Scroll + room ? row - room + 1 : state.Scroll };
    }

    private static int LastShift(TopState state, TopSurface surface) =>
        Math.Max(0, TopProcesses.Sorted(state).Select(one => TopProcesses.Command(state, one.Process)?.Length ?? 0).DefaultIfEmpty().Max() - (surface.Width - TopProcessRows.CommandColumn));
}
