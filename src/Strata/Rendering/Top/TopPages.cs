namespace Strata.Rendering.Top;

/// <summary>The pages beside the main one.</summary>
internal static class TopPages
{
    private static readonly (string Keys, string Does)[] Keys =
    [
        ("q  Ctrl-C", "end"), ("h  ?", "this page"), ("Esc", "back; on the main page selects nothing"),
        ("a  f  c", "automatic, full or compact lines of the GPUs"), ("r  Ctrl-R  F5", "read and draw anew"), ("", ""),
        ("Up Down  j k  Tab", "select a process (also Alt-k, Alt-j, Shift-Tab)"), ("Home  End", "the first process, the last"),
        ("Left Right  Alt-h Alt-l", "scroll the commands"), ("^  Ctrl-A    $  Ctrl-E", "start and end of the commands"),
        ("PageUp PageDown  [ ]", "scroll the page (also Alt-K, Alt-J)"), ("Space", "tag a process; the last line sums up"),
        ("Enter  m", "the process with its past"), ("e", "its settings that concern GPUs"), ("", ""),
        (",  .  <  >", "sort by the column to the left, to the right"), ("/", "sort the other way"),
        ("on ou op og oc om ot", "by GPU, user, process, GPU memory, CPU, memory, time"), ("oN oU oP oG oC oM oT", "the same, the other way"), ("", ""),
        ("x  T  K  I", "nothing: strata top ends no process"),
    ];

    public static IEnumerable<TopLine> Help(TopSurface surface)
    {
        yield return surface.Line("Keys, as in nvitop", TopStyle.Bold);
        foreach (var (keys, does) in Keys)
        {
            yield return surface.Line().Add("  ").Left(keys, 24, TopStyle.Accent).Add(does);
        }
        yield return surface.Line();
        yield return surface.Line("N/A: the driver or the host does not tell. ok sound, ! a warning, !! a fault, ?? not known.", TopStyle.Dim);
    }

    public static IEnumerable<TopLine> Process(TopState state, TopSurface surface)
    {
        if (Chosen(state) is not { } key)
        {
            yield return surface.Line("This process no longer holds a GPU.", TopStyle.Notice);
            yield break;
        }
        var facts = TopProcesses.Facts(state, key);
        var one = TopProcesses.Sorted(state).First(other => other.Key == key);
        yield return surface.Line($"Process {key.Process} on GPU {one.Gpu.Index}" + (key.Instance is { } instance ? $", GPU instance {instance}" : ""), TopStyle.Bold);
        foreach (var (name, value) in new[]
        {
            ("User", TopProcesses.User(state, one.Process) ?? "N/A"), ("Kind", key.Kind), ("GPU memory", TopSurface.Bytes(one.Process.MemoryBytes)), ("Processors", TopSurface.Number(facts?.Cpu, "", "0.00")),
            ("Memory", TopSurface.Share(facts?.Memory)), ("Runs for", TopProcessRows.Age(facts?.Age)),
            ("Unit", one.Process.Unit ?? "N/A"), ("Container", one.Process.Container ?? "N/A"), ("Pod", one.Process.Pod ?? "N/A"), ("Slurm job", one.Process.SlurmJob ?? "N/A"),
        })
        {
            yield return surface.Line().Add("  ").Left(name, 12, TopStyle.Dim).Add(value);
        }
        yield return surface.Line("  Command", TopStyle.Dim);
        foreach (var line in TextFlow.Wrap(PlainText.CleanProse(TopProcesses.Command(state, one.Process) ?? "N/A"), surface.Width - 4))
        {
            yield return surface.Line("    " + line);
        }
        yield return surface.Line();
        yield return surface.Line("  Part of the memory of the GPU that it holds", TopStyle.Dim);
        yield return surface.Line("  " + TopBars.Line(state.Held.GetValueOrDefault(key, TopHistory.Empty), surface.Width - 4, surface.Ascii), TopStyle.Accent);
        yield return surface.Line($"  Use of GPU {one.Gpu.Index}, by all", TopStyle.Dim);
        yield return surface.Line("  " + TopBars.Line(state.Utilization.GetValueOrDefault(key.Gpu, TopHistory.Empty), surface.Width - 4, surface.Ascii), TopStyle.Accent);
    }

    public static IEnumerable<TopLine> Settings(TopState state, TopSurface surface)
    {
        if (Chosen(state) is not { } key)
        {
            yield return surface.Line("This process no longer holds a GPU.", TopStyle.Notice);
            yield break;
        }
        yield return surface.Line($"Settings of process {key.Process} that concern GPUs", TopStyle.Bold);
        yield return surface.Line("Others are not shown: secrets are often among them.", TopStyle.Dim);
        var settings = TopProcesses.Facts(state, key)?.Settings;
        if (settings is not { IsEmpty: false } some)
        {
            yield return surface.Line(settings is null ? "They cannot be read by this user." : "None.");
            yield break;
        }
        foreach (var setting in some)
        {
            foreach (var line in TextFlow.Wrap(PlainText.CleanProse(setting), surface.Width - 4))
            {
                yield return surface.Line("  " + line);
            }
        }
    }

    private static TopProcessKey? Chosen(TopState state) =>
        state.Selected is { } key && TopProcesses.Sorted(state).Any(one => one.Key == key) ? key : null;
}
