using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Bus;

/// <summary>PCIe link of one GPU as the driver tells it.</summary>
/// <param name="Address">PCI address; null in a block that was cut out without its heading.</param>
/// <param name="Source">The line of the current width, or of the GPU.</param>
public sealed record SmiLink(PciAddress? Address, Source Source)
{
    /// <summary>Lanes in use.</summary>
    public int? Width { get; init; }

    /// <summary>Lanes that the GPU has.</summary>
    public int? MostWidth { get; init; }

    /// <summary>Generation in use.</summary>
    public int? Generation { get; init; }

    /// <summary>Highest generation that GPU and slot can agree on.</summary>
    public int? MostGeneration { get; init; }

    /// <summary>Highest generation of the GPU.</summary>
    public int? DeviceGeneration { get; init; }

    /// <summary>Performance state, 0 for full speed to 15; an idle GPU is at 8.</summary>
    public int? PerformanceState { get; init; }

    /// <summary>Utilisation in percent.</summary>
    public int? Utilisation { get; init; }

    /// <summary>True while the GPU works, when its link has no reason to be slow.</summary>
    public bool UnderLoad => WasUnderLoad ?? (PerformanceState is 0 or 1 or 2 && Utilisation is >= 30);

    /// <summary>Whether it worked at some time of the last minutes, and the generation is the best of that time; null where no sampler ran.</summary>
    public bool? WasUnderLoad { get; init; }
}

/// <summary>Reads the link block of each GPU from `nvidia-smi -q`, also from its XML form, which has one value a line; total.</summary>
public static partial class SmiLinkParser
{
    /// <summary>Reads the links, in the order of the listing.</summary>
    public static ImmutableArray<SmiLink> Parse(TextDocument document)
    {
        var links = ImmutableArray.CreateBuilder<SmiLink>();
        SmiLink? link = null;
        var block = "";
        for (var i = 0; i < document.Lines.Length; i++)
        {
            var line = document.Lines[i];
            if (line.StartsWith("GPU ", StringComparison.Ordinal) && PciAddress.TryParse(line[4..], out var address))
            {
                Add(links, link);
                link = new SmiLink(address, document.At(i));
                block = "";
                continue;
            }
            if (XmlGpu().Match(line) is { Success: true } gpu && PciAddress.TryParse(gpu.Groups["address"].Value, out address))
            {
                Add(links, link);
                link = new SmiLink(address, document.At(i));
                continue;
            }
            if (XmlValue().Match(line) is { Success: true } element)
            {
                var (section, key) = OfXml(element.Groups["name"].Value);
                link = Take(link ?? new SmiLink(null, document.At(i)), section, key, element.Groups["value"].Value, document.At(i));
                continue;
            }
            var colon = line.IndexOf(" : ", StringComparison.Ordinal);
            if (colon < 0)
            {
                block = line.Trim();
                continue;
            }
            link = Take(link ?? new SmiLink(null, document.At(i)), block, line[..colon].Trim(), line[(colon + 3)..].Trim(), document.At(i));
        }
        Add(links, link);
        return links.ToImmutable();
    }

    private static (string Section, string Key) OfXml(string element) => element switch
    {
        "max_link_gen" => ("PCIe Generation", "Max"),
        "current_link_gen" => ("PCIe Generation", "Current"),
        "max_device_link_gen" => ("PCIe Generation", "Device Max"),
        "max_link_width" => ("Link Width", "Max"),
        "current_link_width" => ("Link Width", "Current"),
        "performance_state" => ("", "Performance State"),
        "gpu_util" => ("Utilization", "GPU"),
        _ => ("", ""),
    };

    private static SmiLink Take(SmiLink link, string block, string key, string value, Source source) => (block, key) switch
    {
        ("PCIe Generation", "Max") => link with { MostGeneration = Number(value) },
        ("PCIe Generation", "Current") => link with { Generation = Number(value) },
        ("PCIe Generation", "Device Max") => link with { DeviceGeneration = Number(value) },
        ("Link Width", "Max") => link with { MostWidth = Number(value) },
        ("Link Width", "Current") => link with { Width = Number(value), Source = source },
        (_, "Performance State") => link with { PerformanceState = Number(value.TrimStart('P')) },
        ("Utilization", "Gpu" or "GPU") => link with { Utilisation = Number(value) },
        _ => link,
    };

    private static void Add(ImmutableArray<SmiLink>.Builder links, SmiLink? link)
    {
        if (link is { Address: not null } or { Width: not null } or { Generation: not null })
        {
            links.Add(link);
        }
    }

    private static int? Number(string text)
    {
        var digits = new string([.. text.TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    [GeneratedRegex(@"^\s*<gpu id=""(?<address>[0-9A-Fa-f:.]+)"">", RegexOptions.CultureInvariant)]
    private static partial Regex XmlGpu();

    [GeneratedRegex(@"^\s*<(?<name>[a-z_]+)>(?<value>[^<>]*)</[a-z_]+>\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex XmlValue();
}
