using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container;

/// <summary>What a refusal of SELinux is about.</summary>
public enum SelinuxSubject
{
    /// <summary>Nothing of the GPU stack.</summary>
    Other,

    /// <summary>A container and a device node of NVIDIA.</summary>
    DeviceOfContainer,

    /// <summary>The pipe of the MPS daemon.</summary>
    MpsPipe,

    /// <summary>A program, library or node of the driver or the toolkit that carries the wrong type.</summary>
    DriverFile,
}

/// <summary>One refusal of SELinux, from the audit log, setroubleshoot or audit2allow.</summary>
/// <param name="Domain">Type of the process, such as <c>container_t</c>.</param>
/// <param name="Type">Type of the object, such as <c>xserver_misc_device_t</c>.</param>
/// <param name="Class">Class of the object, such as <c>chr_file</c>; empty when not told.</param>
/// <param name="Object">Path or name of the object; empty when not told.</param>
/// <param name="Program">Name of the program; empty when not told.</param>
/// <param name="Source">Where it was read.</param>
public sealed partial record SelinuxDenial(string Domain, string Type, string Class, string Object, string Program, Source Source)
{
    /// <summary>What the refusal is about.</summary>
    public SelinuxSubject Subject
    {
        get
        {
            if (Names("mps") && (Names("nvidia") || Object.Contains("/mps", StringComparison.Ordinal)))
            {
                return SelinuxSubject.MpsPipe;
            }
            var isNode = Class is "chr_file" && (Type == "xserver_misc_device_t" || Object.Contains("nvidia", StringComparison.Ordinal));
            if (isNode && IsContainer && Type is not ("unlabeled_t" or "default_t" or "file_t"))
            {
                return SelinuxSubject.DeviceOfContainer;
            }
            return isNode || IsWrapperOfX || Names("nvidia") || Names("libcuda") || Names("libnv") ? SelinuxSubject.DriverFile : SelinuxSubject.Other;
        }
    }

    // Only a script such as nvidia-docker that carries the X server's label runs as X and starts a container engine.
    private bool IsWrapperOfX => Domain == "xserver_t" && Type == "container_runtime_exec_t";

    /// <summary>True when the process is confined as a container.</summary>
    public bool IsContainer => Domain.StartsWith("container_", StringComparison.Ordinal) && Domain != "container_runtime_t"
        || Domain is "svirt_lxc_net_t" or "svirt_sandbox_t" or "spc_t" || Domain.EndsWith(".process", StringComparison.Ordinal);

    /// <summary>All refusals of the current boot, permissive ones left out.</summary>
    public static ImmutableArray<SelinuxDenial> In(LogFacts log)
    {
        var audited = log.Current(ContainerSigns.Avc).Select(Parse).OfType<SelinuxDenial>();
        var reported = log.Current(ContainerSigns.SelinuxReport)
            .Select(hit => new SelinuxDenial(hit["source"], hit["target"], hit["class"], hit["path"], "", hit.Source));
        var allowed = log.Current(ContainerSigns.AllowRule)
            .Select(hit => new SelinuxDenial(hit["source"], hit["target"], hit["class"], "", "", hit.Source));
        return [.. audited, .. reported, .. allowed];
    }

    private static SelinuxDenial? Parse(LogHit hit)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match pair in Pair().Matches(hit.Source.Text ?? ""))
        {
            parts[pair.Groups["key"].Value] = pair.Groups["value"].Value.Trim('"');
        }
        if (parts.GetValueOrDefault("permissive") == "1")
        {
            return null;
        }
        return new SelinuxDenial(
            TypeOf(parts.GetValueOrDefault("scontext")),
            TypeOf(parts.GetValueOrDefault("tcontext")),
            parts.GetValueOrDefault("tclass", ""),
            parts.GetValueOrDefault("path") ?? parts.GetValueOrDefault("name", ""),
            parts.GetValueOrDefault("comm", ""),
            hit.Source);
    }

    private bool Names(string text) =>
        Object.Contains(text, StringComparison.Ordinal) || Program.Contains(text, StringComparison.Ordinal);

    private static string TypeOf(string? context) => context?.Split(':') is { Length: >= 3 } parts ? parts[2] : "";

    [GeneratedRegex(@"\b(?<key>scontext|tcontext|tclass|path|name|comm|permissive)=(?<value>""[^""]*""|\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
