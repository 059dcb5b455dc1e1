using System.Collections.Immutable;
using System.Globalization;
using Strata.Machine;

namespace Strata.Layers.Bus;

/// <summary>Reads one PCI function from sysfs, file by file.</summary>
internal sealed class SysfsPciReader(IMachine machine)
{
    private const int ConfigLength = 4096;

    // What the kernel shows of configuration space to users other than root.
    private const int ForEverybody = 64;

    // Flag of a resource that got no address (source: Linux include/linux/ioport.h, IORESOURCE_UNSET).
    private const ulong Unset = 0x20000000;

    /// <summary>Directory of all PCI functions.</summary>
    public const string Root = "/sys/bus/pci/devices";

    private static string Of(PciAddress address, string file) => $"{Root}/{address}/{file}";

    /// <summary>Vendor id, or an unread reading.</summary>
    public Reading<int> Vendor(PciAddress address) => Number(Of(address, "vendor"));

    /// <summary>Ports above, nearest first, from the path that the link in the directory points to.</summary>
    public ImmutableArray<PciAddress> Ports(PciAddress address)
    {
        if (!machine.ReadLink($"{Root}/{address}").TryGet(out var target))
        {
            return [];
        }
        var ports = new List<PciAddress>();
        foreach (var part in target.Split('/'))
        {
            if (part.Contains('.', StringComparison.Ordinal) && PciAddress.TryParse(part, out var port) && port != address)
            {
                ports.Add(port);
            }
        }
        ports.Reverse();
        return [.. ports];
    }

    /// <summary>Everything of an NVIDIA function or of a port above one.</summary>
    public PciFunction? Read(PciAddress address)
    {
        if (Companion(address) is not { } function)
        {
            return null;
        }
        var config = machine.ReadBytes(Of(address, "config"), ConfigLength);
        var bytes = config.TryGet(out var read) ? read : ReadOnlyMemory<byte>.Empty;
        return function with
        {
            Ports = Ports(address),
            Port = Ports(address) is [var nearest, ..] ? nearest : null,
            Answers = config.Map(all => ConfigSpace.Answers(all.Span)),
            Link = Link(address, "current"),
            LinkCapability = Link(address, "max"),
            Bars = machine.Read(Of(address, "resource")).Map(Bars),
            Aer = Aer(address),
            Acs = ConfigSpace.Acs(bytes.Span) is { } acs ? Reading.Known(acs, new Source(Of(address, "config"), null, "ACS control register"))
                : bytes.Length is > 0 and <= ForEverybody ? Reading.Unreadable<AcsControl>("only root reads more than its first 64 bytes", config.Source)
                : function.Acs,
            DriverOverride = Word(Of(address, "driver_override")),
            ResetMethods = machine.Read(Of(address, "reset_method")).Map(text => text.FirstTrimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableArray()),
            D3coldAllowed = Word(Of(address, "d3cold_allowed")).Map(word => word == "1"),
            RuntimeStatus = Word(Of(address, "power/runtime_status")),
            PowerState = Word(Of(address, "power_state")),
            NumaNode = Word(Of(address, "numa_node")).Map(word => int.TryParse(word, CultureInfo.InvariantCulture, out var node) ? node : -1),
            IsBootDisplay = Word(Of(address, "boot_vga")).Map(word => word == "1"),
        };
    }

    /// <summary>Identity, driver and group: what a companion in the same slot or group needs.</summary>
    public PciFunction? Companion(PciAddress address)
    {
        if (!Vendor(address).TryGet(out var vendor) || !Number(Of(address, "class")).TryGet(out var code))
        {
            return null;
        }
        var device = Number(Of(address, "device"));
        return new PciFunction(address, code, vendor, device.Or(0))
        {
            Source = device.IsKnown ? device.Source : new Source($"{Root}/{address}"),
            Subsystem = Number(Of(address, "subsystem_vendor")).TryGet(out var maker) && Number(Of(address, "subsystem_device")).TryGet(out var board) ? $"{maker:x4}:{board:x4}" : null,
            Driver = machine.ReadLink(Of(address, "driver")).Map(LastPart),
            IommuGroup = Group(address),
            IsVirtual = machine.ReadLink(Of(address, "physfn")).IsKnown,
        };
    }

    private Reading<int> Group(PciAddress address)
    {
        var link = machine.ReadLink(Of(address, "iommu_group"));
        return link.TryGet(out var target)
            ? int.TryParse(LastPart(target), CultureInfo.InvariantCulture, out var group)
                ? Reading.Known(group, new Source(link.Source.Name, null, target))
                : Reading.Unreadable<int>("not a number", link.Source)
            : link.Map(_ => 0);
    }

    private Reading<PcieLink> Link(PciAddress address, string which)
    {
        var speed = machine.Read(Of(address, which + "_link_speed"));
        var width = machine.Read(Of(address, which + "_link_width"));
        if (!speed.TryGet(out var speedText))
        {
            return speed.Map(_ => default(PcieLink));
        }
        if (!width.TryGet(out var widthText))
        {
            return width.Map(_ => default(PcieLink));
        }
        return PcieLinkParser.Generation(speedText.FirstTrimmed) is { } generation
            && int.TryParse(widthText.FirstTrimmed, CultureInfo.InvariantCulture, out var lanes) && lanes is > 0 and <= 32
                ? Reading.Known(new PcieLink(generation, lanes), new Source(widthText.Name, null, $"x{lanes} at {speedText.FirstTrimmed}"))
                : Reading.Absent<PcieLink>(speed.Source);
    }

    // Lines "start end flags"; the first six are the BARs, an upper half of a 64-bit BAR is all zero.
    private static ImmutableArray<PciBar> Bars(TextDocument document)
    {
        var bars = ImmutableArray.CreateBuilder<PciBar>();
        for (var i = 0; i < Math.Min(6, document.Lines.Length); i++)
        {
            var parts = document.Lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length >= 3 && Hex(parts[0]) is { } start && Hex(parts[1]) is { } end && Hex(parts[2]) is { } flags && (flags & 0x200) != 0)
            {
                bars.Add(new PciBar(i, start != 0 && (flags & Unset) == 0 ? start : null, end >= start ? end - start + 1 : 0, document.At(i)));
            }
        }
        return bars.ToImmutable();
    }

    private Reading<AerCounters> Aer(PciAddress address)
    {
        var correctable = Total(Of(address, "aer_dev_correctable"), "TOTAL_ERR_COR");
        if (!correctable.TryGet(out var corrected))
        {
            return correctable.Map(_ => default(AerCounters));
        }
        var counters = new AerCounters(
            corrected,
            Total(Of(address, "aer_dev_nonfatal"), "TOTAL_ERR_NONFATAL").Or(0),
            Total(Of(address, "aer_dev_fatal"), "TOTAL_ERR_FATAL").Or(0));
        return Reading.Known(counters, correctable.Source);
    }

    private Reading<long> Total(string path, string key)
    {
        var file = machine.Read(path);
        if (!file.TryGet(out var document))
        {
            return file.Map(_ => 0L);
        }
        for (var i = 0; i < document.Lines.Length; i++)
        {
            var parts = document.Lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 2 && parts[0] == key && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var total))
            {
                return Reading.Known(total, document.At(i));
            }
        }
        return Reading.Unreadable<long>("no " + key, document.Whole);
    }

    private Reading<string> Word(string path)
    {
        var file = machine.Read(path);
        return file.TryGet(out var document) ? Reading.Known(document.FirstTrimmed, document.Whole) : file.Map(_ => "");
    }

    private Reading<int> Number(string path)
    {
        var file = machine.Read(path);
        return !file.TryGet(out var document) ? file.Map(_ => 0)
            : Hex(document.FirstTrimmed) is { } value ? Reading.Known((int)value, document.At(0))
            : Reading.Unreadable<int>("not a number", document.Whole);
    }

    private static ulong? Hex(string text) =>
        ulong.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];
}
