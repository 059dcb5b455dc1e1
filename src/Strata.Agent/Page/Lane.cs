using System.Collections.Immutable;
using Strata.Judging;
using Strata.Sampling;
using Strata.Sampling.History;

namespace Strata.Agent.Page;

/// <summary>
/// Draws a time line of states, ten units high. Every state has a height and a form of its own, so that it is told without colours:
/// a thin line is good, half a bar is held back on purpose, a full bar is hot, a cut bar is the hardware's doing, a frame is silence.
/// </summary>
internal static class Lane
{
    private static readonly ImmutableArray<Form> Forms = [Form.Thin, Form.Half, Form.Full, Form.Cut, Form.Frame];

    private enum Form
    {
        None,
        Thin,
        Half,
        Full,
        Cut,
        Frame,
    }

    /// <summary>What held the clocks back, and silence.</summary>
    public static void WriteReasons(HtmlBuffer html, ImmutableArray<StateBucket> states) => Write(html, states.Length, i => OfReasons(states[i]));

    /// <summary>What doctor found.</summary>
    public static void WriteVerdicts(HtmlBuffer html, ImmutableArray<Status?> verdicts) => Write(html, verdicts.Length, i => verdicts[i] switch
    {
        null or Status.NotApplicable => Form.None,
        Status.Ok => Form.Thin,
        Status.Warning => Form.Half,
        Status.Fault => Form.Cut,
        _ => Form.Frame,
    });

    /// <summary>The fastest performance state of each stretch: the higher the bar, the faster.</summary>
    public static void WritePerformance(HtmlBuffer html, ImmutableArray<StateBucket> states)
    {
        html.Write($"<svg class=\"lane\" viewBox=\"0 0 {states.Length} 16\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path class=\"speed\" d=\"");
        Runs(states.Length, i => states[i].Fastest ?? -1, (start, length, state) =>
        {
            if (state is >= 0 and < 16)
            {
                html.Write($"M{start} {state}h{length}V16h-{length}z");
            }
        });
        html.Write($"\"/></svg>");
    }

    private static Form OfReasons(StateBucket bucket) => bucket switch
    {
        { IsGap: true } => Form.None,
        { Silent: > 0 } => Form.Frame,
        { Reasons: null } => Form.None,
        { Reasons: { } reasons } when (reasons & ClockBrakes.Hardware) != ClockReasons.None => Form.Cut,
        { Reasons: { } reasons } when (reasons & ClockBrakes.Heat) != ClockReasons.None => Form.Full,
        { Reasons: { } reasons } when (reasons & ~ClockReasons.GpuIdle) != ClockReasons.None => Form.Half,
        _ => Form.Thin,
    };

    private static void Write(HtmlBuffer html, int count, Func<int, Form> formOf)
    {
        html.Write($"<svg class=\"lane\" viewBox=\"0 0 {count} 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        foreach (var form in Forms)
        {
            var isOpen = false;
            Runs(count, formOf, (start, length, here) =>
            {
                if (here != form)
                {
                    return;
                }
                if (!isOpen)
                {
                    html.Write($"<path class=\"{Name(form)}\" d=\"");
                    isOpen = true;
                }
                Bar(html, form, start, length);
            });
            if (isOpen)
            {
                html.Write($"\"/>");
            }
        }
        html.Write($"</svg>");
    }

    private static void Bar(HtmlBuffer html, Form form, int start, int length)
    {
        switch (form)
        {
            case Form.Thin:
                html.Write($"M{start} 9h{length}v1h-{length}z");
                break;
            case Form.Half:
                html.Write($"M{start} 5h{length}v5h-{length}z");
                break;
            case Form.Cut:
                html.Write($"M{start} 0h{length}v4h-{length}zm0 6h{length}v4h-{length}z");
                break;
            default:
                html.Write($"M{start} 0h{length}v10h-{length}z");
                break;
        }
    }

    private static void Runs<T>(int count, Func<int, T> valueOf, Action<int, int, T> write)
    {
        for (var start = 0; start < count;)
        {
            var value = valueOf(start);
            var end = start + 1;
            while (end < count && EqualityComparer<T>.Default.Equals(valueOf(end), value))
            {
                end++;
            }
            write(start, end - start, value);
            start = end;
        }
    }

    private static string Name(Form form) => form switch
    {
        Form.Thin => "thin",
        Form.Half => "half",
        Form.Full => "full",
        Form.Cut => "cut",
        _ => "frame",
    };
}
