using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>The processes that hold GPUs, those with the most memory first.</summary>
internal static class ProcessSection
{
    private const int MostRows = 32;

    /// <summary>Letters of a container's id that its engine takes for the whole.</summary>
    private const int ShortId = 12;

    public static void Write(HtmlBuffer html, PageView view)
    {
        Section.Open(html, "processes", "Processes", view.Only is { } only ? FormattableString.Invariant($"strata gpu show {only.Index}") : "strata top");
        var all = view.Gpus.SelectMany(gpu => (gpu.Detail?.Processes ?? []).Select(process => (Gpu: gpu, Process: process)))
            .OrderByDescending(pair => pair.Process.MemoryBytes ?? -1).ThenBy(pair => pair.Gpu.Index).ThenBy(pair => pair.Process.Process).ToList();
        if (all.Count > 0)
        {
            html.Write($"<table class=\"rows list running\"><thead><tr><th scope=\"col\">GPU</th><th scope=\"col\">Process</th><th scope=\"col\">Owner</th><th scope=\"col\">Kind</th><th scope=\"col\">Memory, GiB</th></tr></thead><tbody>");
            foreach (var (gpu, process) in all.Take(MostRows))
            {
                Row(html, gpu, process);
            }
            html.Write($"</tbody></table>");
        }
        if (all.Count > MostRows)
        {
            html.Write($"<p class=\"soft\">And {all.Count - MostRows} with less memory; the page of each GPU shows its own.</p>");
        }
        Rest(html, view, all.Count);
        Section.Close(html);
    }

    private static void Row(HtmlBuffer html, GpuStatus gpu, GpuProcess process)
    {
        html.Write($"<tr><td class=\"n\">{gpu.Index}");
        if (process.GpuInstance is { } instance)
        {
            html.Write($"<small>instance {instance}</small>");
        }
        html.Write($"</td><td><span>{process.Name ?? ""} <span class=\"soft\">{process.Process}</span></span></td><td>");
        Owner(html, process);
        html.Write($"</td><td>{process.Kind}</td><td class=\"v\">");
        if (process.MemoryBytes is { } bytes)
        {
            Cells.Bar(html, bytes / gpu.Sample?.MemoryTotalBytes);
            html.Write($"<span>{Cells.Gib(bytes)}</span>");
        }
        else
        {
            html.Write($"<span class=\"na\" title=\"the driver does not tell\">N/A</span>");
        }
        html.Write($"</td></tr>");
    }

    // Whoever has to be asked first stands first.
    private static void Owner(HtmlBuffer html, GpuProcess process)
    {
        var parts = new List<string>();
        Add(parts, "user", process.User ?? (process.UserId is { } id ? FormattableString.Invariant($"{id}") : null));
        Add(parts, "job", process.SlurmJob);
        Add(parts, "pod", process.Pod);
        Add(parts, "container", process.Container is { Length: > ShortId } container ? container[..ShortId] : process.Container);
        Add(parts, "unit", process.Unit);
        if (parts.Count == 0)
        {
            html.Write($"<span class=\"na\" title=\"the kernel does not tell this user\">N/A</span>");
            return;
        }
        html.Write($"<span>{string.Join(", ", parts)}</span>");
    }

    private static void Add(List<string> parts, string what, string? name)
    {
        if (name is not null)
        {
            parts.Add($"{what} {name}");
        }
    }

    // No process, an unread list and a GPU that was not asked are three things.
    private static void Rest(HtmlBuffer html, PageView view, int shown)
    {
        var untold = view.Gpus.Where(gpu => gpu.Detail is not null && gpu.Detail.Processes is null).ToList();
        var unasked = view.Gpus.Where(gpu => gpu.Detail is null && gpu.IsUp is not null).ToList();
        var alone = view.Gpus.Where(gpu => gpu.Detail is null && gpu.IsUp is null).ToList();
        if (untold.Count > 0)
        {
            html.Write($"<p class=\"soft\">Not told to this user by {Gpus(untold)}.</p>");
        }
        if (unasked.Count > 0)
        {
            html.Write($"<p class=\"soft\">Not known of {Gpus(unasked)}: no answer.</p>");
        }
        if (alone.Count > 0)
        {
            html.Write($"<p class=\"soft\">Not read of {Gpus(alone)}: left alone on purpose.</p>");
        }
        var unknown = untold.Count + unasked.Count + alone.Count;
        if (shown == 0 && unknown < view.Gpus.Length)
        {
            html.Write($"<p class=\"soft\">None{(unknown == 0 ? "" : " on the others")}.</p>");
        }
    }

    private static string Gpus(List<GpuStatus> gpus) => string.Join(", ", gpus.Select(gpu => FormattableString.Invariant($"GPU {gpu.Index}")));
}
