using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Rendering;
using Strata.Rendering.Top;
using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Rendering.Top;

public sealed class TopPageTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(81, 25)]
    [InlineData(131, 40)]
    [InlineData(300, 90)]
    public void Every_gpu_has_a_line_and_no_line_is_wider_than_the_terminal(int width, int height)
    {
        var surface = new TopSurface(width, height, Ascii: false);
        var lines = TopSamples.State([.. Enumerable.Range(0, 8).Select(index => TopSamples.Gpu(index, TopSamples.Process(100 + index)))]).Lines(surface);
        Assert.Equal(height, lines.Length);
        Assert.All(lines, line => Assert.InRange(TextFlow.Columns(line), 0, width));
        Assert.Equal(8, lines.Count(line => line.Contains("H100", StringComparison.Ordinal) && line.Contains(" ok ", StringComparison.Ordinal) && line.Contains("50%", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_not_told_is_neither_zero_nor_a_bar()
    {
        var gpu = TopSamples.Gpu(0) with { Sample = new GpuSample { Utilization = 0 } };
        var line = TopSamples.State(gpu).Lines()[3];
        Assert.Matches(@"^  0 ok  N/A   N/A/N/A +N/A ·+ +0% H100", line);
        Assert.DoesNotContain("0%", TopSamples.State(gpu with { Sample = new GpuSample() }).Lines()[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_gpu_that_hangs_is_lost_or_stale_says_so_in_words()
    {
        var gpu = TopSamples.Gpu(0) with { SampledAt = TopSamples.At.AddSeconds(-12) };
        Assert.Contains("!! ", LineOf(gpu with { Code = NvmlCode.Timeout, Hang = [new BlockedThread("0:PowerUsage", 'D', null, [])] }), StringComparison.Ordinal);
        Assert.Contains("hangs (12 s) in 0:", LineOf(gpu with { Code = NvmlCode.Timeout, Hang = [new BlockedThread("0:PowerUsage", 'D', null, [])] }), StringComparison.Ordinal);
        Assert.Contains("off the bus (12 s)", LineOf(gpu with { Code = NvmlCode.GpuIsLost }), StringComparison.Ordinal);
        Assert.Contains("?? ", LineOf(gpu), StringComparison.Ordinal);
        Assert.Contains("stale (12 s)", LineOf(gpu), StringComparison.Ordinal);
        Assert.Contains("!! ", LineOf(gpu with { Code = NvmlCode.Unknown }), StringComparison.Ordinal);
        Assert.Contains("?? ", LineOf(gpu with { Code = NvmlCode.NoPermission }), StringComparison.Ordinal);

        static string LineOf(GpuStatus gpu) => TopSamples.State(gpu).Lines()[3];
    }

    [Fact]
    public void A_gpu_ages_by_the_interval_of_its_agent_and_by_the_clock_of_its_host()
    {
        var gpu = TopSamples.Gpu(0);
        var list = new GpuList(null, [gpu], TopSamples.At, Interval: TimeSpan.FromHours(1));
        var seldom = new TopState("") { Now = TopSamples.At.AddMinutes(59) }.With(list);
        Assert.Contains("  0 ok", seldom.Lines()[3], StringComparison.Ordinal);
        Assert.Contains("stale", (seldom with { Now = TopSamples.At.AddHours(4) }).Lines()[3], StringComparison.Ordinal);

        list = list with { Interval = TimeSpan.FromSeconds(1) };
        var (ahead, late) = (TopSamples.At.AddHours(-1), TopSamples.At.AddHours(1));
        Assert.Contains("stale", new TopState("") { Now = late }.With(list).Lines()[3], StringComparison.Ordinal);
        foreach (var now in new[] { ahead, late })
        {
            var other = new TopState("") { Now = now }.With(list, isOfThisClock: false);
            Assert.Contains("  0 ok", other.Lines()[3], StringComparison.Ordinal);
            // The agent answers with the same sample again and again.
            other = (other with { Now = now.AddSeconds(9) }).With(list, isOfThisClock: false);
            Assert.Contains("stale (9 s)", other.Lines()[3], StringComparison.Ordinal);
            other = other.With(list with { TakenAt = TopSamples.At.AddSeconds(9), Gpus = [gpu with { SampledAt = TopSamples.At.AddSeconds(9) }] }, isOfThisClock: false);
            Assert.Contains("  0 ok", other.Lines()[3], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_gpu_that_is_left_alone_on_purpose_is_no_fault()
    {
        foreach (var (gpu, words) in new[] { (TopSamples.Gpu(0) with { IsReleased = true, Code = 3 }, "released by the agent"), (TopSamples.Gpu(0) with { IsAsleep = true, Code = 3 }, "asleep, not woken") })
        {
            var line = TopSamples.State(gpu).Lines()[3];
            Assert.StartsWith("  0 -- ", line, StringComparison.Ordinal);
            Assert.Contains(words, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_agent_knows_of_a_process_stands_in_for_what_this_host_does_not_tell()
    {
        var state = TopSamples.State(TopSamples.Gpu(0, TopSamples.Process(7) with { Name = "vllm", UserId = 1007, Container = "c0ffee" }));
        Assert.Contains(state.Lines(), line => line.Contains(" 7 1007 ", StringComparison.Ordinal) && line.EndsWith(" [vllm]", StringComparison.Ordinal));
        Assert.Contains(state.Press("j").Press(TopKeyKind.Enter).Lines(), line => line.EndsWith("c0ffee", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 0, "!  ")]
    [InlineData(1, 1, "!! ")]
    public void Repairs_of_memory_that_wait_and_that_fail_differ(double pending, double failed, string sign)
    {
        var gpu = TopSamples.Gpu(0);
        var line = TopSamples.State(gpu with { Sample = gpu.Sample! with { MemoryHealth = new MemoryHealth { RemapPending = pending, RemapFailed = failed } } }).Lines()[3];
        Assert.StartsWith("  0 " + sign, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\e[31mred\a\e]0;title\a", "[31mred]0;title")]
    [InlineData("a\u202Eb\u200Bc\nd", "abcd")]
    [InlineData("训练 process", "训练 process")]
    public void Untrusted_text_cannot_move_the_cursor(string command, string shown)
    {
        var state = TopSamples.State(TopSamples.Gpu(0, TopSamples.Process(7))) with
        {
            Facts = ImmutableDictionary<int, HostProcess>.Empty.Add(7, new HostProcess { Command = command, User = command }),
        };
        var frame = TopPage.Draw(state, new TopSurface(120, 24, Ascii: false));
        var row = Enumerable.Range(0, 24).Select(frame.Text).Single(line => line.Contains(" 7 ", StringComparison.Ordinal) && line.Contains(" C ", StringComparison.Ordinal));
        Assert.EndsWith(shown, row, StringComparison.Ordinal);
        Assert.All(FrameWriter.Write(null, frame, colour: false).Split('\e').Skip(1), sequence => Assert.Matches(@"^\[(0m|2J|[0-9;]+H|0(;[127])+m)", sequence));
    }

    [Fact]
    public void Ascii_is_only_ascii()
    {
        var state = TopSamples.State(TopSamples.Gpu(0, TopSamples.Process(7))) with { Facts = ImmutableDictionary<int, HostProcess>.Empty.Add(7, new HostProcess { Command = "训练 ünï" }) };
        foreach (var view in Enum.GetValues<TopView>())
        {
            Assert.All((state with { View = view, Layout = TopLayout.Full }).Lines(new TopSurface(100, 40, Ascii: true)), line => Assert.True(System.Text.Ascii.IsValid(line), line));
        }
    }

    [Fact]
    public void A_terminal_that_is_too_small_gets_one_clear_line()
    {
        var lines = TopSamples.State(TopSamples.Gpu(0)).Lines(new TopSurface(60, 10, Ascii: false));
        Assert.Equal("80x24 is needed, here is 60x10; q ends", lines[0]);
        Assert.All(lines[1..], line => Assert.Equal("", line));
        Assert.Single(TopSamples.State().Lines(new TopSurface(1, 1, Ascii: false)));
    }

    [Fact]
    public void A_demonstration_says_so()
    {
        var state = TopSamples.State(TopSamples.Gpu(0));
        Assert.DoesNotContain(state.Lines(), line => line.Contains("demonstration", StringComparison.Ordinal));
        Assert.Contains(Demonstration.Note, (state with { List = state.List! with { IsDemo = true } }).Lines());
    }

    [Fact]
    public void The_past_of_another_gpu_under_the_same_index_is_not_its_own()
    {
        var gpu = TopSamples.Gpu(0);
        var state = TopSamples.State(gpu);
        Assert.Equal(2, state.With(state.List!).Utilization["GPU-0"].Values.Length);
        var other = state.With(state.List! with { Gpus = [gpu with { Identity = gpu.Identity! with { Uuid = "GPU-other" } }] });
        Assert.Equal<double?>([0.5], other.Utilization["GPU-other"].Values);
    }

    [Fact]
    public void A_lost_gpu_that_keeps_the_index_of_another_is_told_apart()
    {
        var (lost, neighbour) = (TopSamples.Gpu(1, TopSamples.Process(7)) with { Code = NvmlCode.GpuIsLost }, TopSamples.Gpu(2, TopSamples.Process(7)) with { Index = 1 });
        var state = TopSamples.State(lost, neighbour, new GpuStatus(0), new GpuStatus(0));
        Assert.Equal<double?>([null], state.Utilization["GPU-1"].Values);
        Assert.Equal<double?>([0.5], state.Utilization["GPU-2"].Values);
        Assert.Equal(["GPU-1", "GPU-2"], state.Held.Keys.Select(key => key.Gpu).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_gpu_that_does_not_answer_leaves_a_hole_in_its_past()
    {
        var state = TopSamples.State(TopSamples.Gpu(0));
        state = state.With(state.List! with { Gpus = [TopSamples.Gpu(0) with { Code = NvmlCode.Timeout }] });
        Assert.Equal<double?>([0.5, null], state.Utilization["GPU-0"].Values);
        Assert.Equal("   ▄ ", TopBars.Line(state.Utilization["GPU-0"], 5, ascii: false));
    }

    [Fact]
    public void A_page_for_a_pipe_has_every_line_and_no_escape()
    {
        var text = TopPage.Text(TopSamples.State([.. Enumerable.Range(0, 16).Select(index => TopSamples.Gpu(index, TopSamples.Process(index)))]), new TopSurface(80, int.MaxValue, Ascii: false));
        Assert.Equal(32, text.Split('\n').Count(line => line.Contains("H100", StringComparison.Ordinal) || line.Contains(" C ", StringComparison.Ordinal)));
        Assert.DoesNotContain('\e', text);
    }
}
