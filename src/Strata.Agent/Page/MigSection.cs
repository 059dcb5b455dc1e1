using Strata.Sampling;

namespace Strata.Agent.Page;

/// <summary>The MIG devices of a GPU.</summary>
internal static class MigSection
{
    public static void Write(HtmlBuffer html, GpuStatus gpu)
    {
        if (gpu.Detail is not { MigDevices: { IsDefaultOrEmpty: false } devices })
        {
            return;
        }
        Section.Open(html, "mig", "MIG devices", FormattableString.Invariant($"strata gpu show {gpu.Index}"));
        html.Write($"<table class=\"rows list parts\"><thead><tr><th scope=\"col\">Device</th><th scope=\"col\">Profile</th><th scope=\"col\">Instance</th><th scope=\"col\">Memory, GiB</th></tr></thead><tbody>");
        foreach (var device in devices)
        {
            html.Write($"<tr><td><span class=\"num\">{device.Index}</span> <small>{device.Uuid}</small></td><td>{device.Profile ?? "N/A"}</td><td>{device.GpuInstance}/{device.ComputeInstance}</td><td class=\"v\">");
            if (device.MemoryUsedBytes is { } used)
            {
                Cells.Bar(html, used / device.MemoryTotalBytes);
                html.Write($"<span>{Cells.Gib(used)}<i> / {(device.MemoryTotalBytes is { } all ? Cells.Gib(all) : "N/A")}</i></span>");
            }
            else
            {
                html.Write($"<span class=\"na\" title=\"the driver does not tell\">N/A</span>");
            }
            html.Write($"</td></tr>");
        }
        html.Write($"</tbody></table>");
        Section.Close(html);
    }
}
