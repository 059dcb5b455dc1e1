using System.Collections.Immutable;
using Strata.Rendering.Top;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Rendering.Top;

public sealed class TopControlsTests
{
    private static readonly TopState Three = TopSamples.State(TopSamples.Gpu(0, TopSamples.Process(30, 200), TopSamples.Process(10, null)), TopSamples.Gpu(1, TopSamples.Process(20, 300))) with
    {
        Facts = new Dictionary<int, HostProcess>
        {
            [10] = new() { User = "zoe", Cpu = 0.1, Memory = 0.3, Age = TimeSpan.FromHours(1) },
            [20] = new() { User = "ann", Cpu = 2, Memory = 0.1, Age = TimeSpan.FromDays(2) },
        }.ToImmutableDictionary(),
    };

    [Theory]
    [InlineData("on", "10 30 20")]
    [InlineData("oN", "20 30 10")]
    [InlineData("ou", "20 10 30")]
    [InlineData("oU", "10 20 30")]
    [InlineData("op", "30 20 10")]
    [InlineData("oP", "10 20 30")]
    [InlineData("og", "20 30 10")]
    [InlineData("oG", "30 20 10")]
    [InlineData("oc", "20 10 30")]
    [InlineData("om", "10 20 30")]
    [InlineData("ot", "20 10 30")]
    [InlineData("ot/", "10 20 30")]
    public void Processes_are_sorted_as_in_nvitop_with_what_is_not_told_last(string keys, string order) => Assert.Equal(order, Order(Three.Press(keys)));

    [Fact]
    public void A_wrong_letter_after_o_sorts_nothing()
    {
        var state = Three.Press("og").Press("oz");
        Assert.Equal((TopSort.GpuMemory, false), (state.Sort, state.AwaitsSort));
        Assert.Contains("oz", state.Lines()[^1], StringComparison.Ordinal);
        Assert.False(Three.Press("oq").IsOver);
    }

    [Fact]
    public void The_column_beside_is_taken_and_the_ends_meet()
    {
        Assert.Equal(TopSort.Process, Three.Press(".").Sort);
        Assert.Equal(TopSort.Process, Three.Press(">").Sort);
        Assert.Equal(TopSort.Age, Three.Press(",").Sort);
        Assert.Equal(TopSort.Natural, Three.Press(",.").Sort);
    }

    [Fact]
    public void A_selection_stays_on_its_process_when_the_order_changes()
    {
        var state = Three.Press(TopKeyKind.Down).Press(TopKeyKind.Down);
        Assert.Equal(30, state.Selected?.Process);
        Assert.Equal(30, state.Press("og").Selected?.Process);
        Assert.Equal(10, state.Press("og").Press("j").Selected?.Process);
    }

    [Fact]
    public void Ends_of_the_list_hold_and_escape_selects_nothing()
    {
        Assert.Equal(20, Three.Press(TopKeyKind.End).Selected?.Process);
        Assert.Equal(20, Three.Press(TopKeyKind.End).Press(TopKeyKind.Down).Selected?.Process);
        Assert.Equal(10, Three.Press(TopKeyKind.End).Press(TopKeyKind.Home).Press("k").Selected?.Process);
        Assert.Null(Three.Press("j").Press(TopKeyKind.Escape).Selected);
    }

    [Fact]
    public void A_selected_process_is_brought_into_sight()
    {
        var many = TopSamples.State([.. Enumerable.Range(0, 16).Select(index => TopSamples.Gpu(index, [.. Enumerable.Range(0, 4).Select(number => TopSamples.Process((index * 10) + number + 1000))]))]);
        var state = many.Press(TopKeyKind.End);
        Assert.Contains(state.Lines(), line => line.Contains(" 1153 ", StringComparison.Ordinal));
        Assert.DoesNotContain(many.Lines(), line => line.Contains(" 1153 ", StringComparison.Ordinal));
        state = state.Press(TopKeyKind.Home);
        Assert.Contains(state.Lines(), line => line.Contains(" 1000 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Scrolling_stops_at_both_ends()
    {
        var state = Three;
        for (var i = 0; i < 5; i++)
        {
            state = state.Press(TopKeyKind.PageDown);
        }
        Assert.Equal(0, state.Scroll);
        Assert.Equal(0, Three.Press(TopKeyKind.PageUp).Scroll);
        var help = TopControls.Within(Three.Press("h").Press(TopKeyKind.End), new TopSurface(80, 24, false));
        Assert.Contains(help.Lines(), line => line.StartsWith("N/A:", StringComparison.Ordinal));
    }

    [Fact]
    public void Tagged_processes_are_summed_up()
    {
        var state = Three.Press("j").Press(" ").Press(" ");
        Assert.Equal([10, 30], state.Tagged.Select(key => key.Process).Order());
        Assert.StartsWith("2 tagged: 200MiB", state.Lines()[^1], StringComparison.Ordinal);
        Assert.Empty(state.Press(TopKeyKind.Home).Press(" ").Press(" ").Tagged);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('T')]
    [InlineData('K')]
    [InlineData('I')]
    public void Keys_that_end_processes_in_nvitop_end_none(char key)
    {
        var state = Three.Press("j").Press(key.ToString());
        Assert.StartsWith("read-only", state.Lines()[^1], StringComparison.Ordinal);
        Assert.Equal(Three.Press("j"), state with { Message = null });
    }

    [Fact]
    public void Pages_open_and_close()
    {
        Assert.Equal(TopView.Help, Three.Press("h").View);
        Assert.Equal(TopView.Main, Three.Press("?").Press(TopKeyKind.Escape).View);
        Assert.Equal(TopView.Main, Three.Press(TopKeyKind.Enter).View);
        Assert.Contains("select a process first", Three.Press(TopKeyKind.Enter).Lines()[^1], StringComparison.Ordinal);
        Assert.Equal(TopView.Process, Three.Press("j").Press(TopKeyKind.Enter).View);
        Assert.Equal(TopView.Settings, Three.Press("j").Press("e").View);
        Assert.True(Three.Press("hq").IsOver);
    }

    [Fact]
    public void Commands_scroll_to_their_end_and_not_beyond()
    {
        var state = Three with { Facts = Three.Facts.SetItem(30, new HostProcess { Command = new string('a', 100) + "END" }) };
        Assert.DoesNotContain(state.Lines(), line => line.EndsWith("END", StringComparison.Ordinal));
        state = state.Press(TopKeyKind.LineEnd);
        Assert.Contains(state.Lines(), line => line.EndsWith("END", StringComparison.Ordinal));
        Assert.Equal(state.Shift, state.Press(TopKeyKind.Right).Shift);
        Assert.Equal(0, state.Press("^").Press(TopKeyKind.Left).Shift);
    }

    private static string Order(TopState state) => string.Join(' ', state.Lines(new TopSurface(80, 30, false))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 3 && words[3] == "C").Select(words => words[1]));
}
