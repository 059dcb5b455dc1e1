using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Platform;

/// <summary>Finds out whether the machine is itself a guest, and of what.</summary>
public static class HypervisorCollector
{
    // Texts in DMI vendor and product names, and the hypervisor they name.
    private static readonly (string Text, string Name)[] Vendors =
    [
        ("QEMU", "KVM"),
        ("KVM", "KVM"),
        ("RHEV", "KVM"),
        ("OpenStack", "KVM"),
        ("VMware", "VMware"),
        ("Virtual Machine", "Hyper-V"),
        ("Xen", "Xen"),
        ("HVM domU", "Xen"),
        ("VirtualBox", "VirtualBox"),
        ("innotek", "VirtualBox"),
        ("Google Compute Engine", "KVM"),
        ("Cloud Hypervisor", "Cloud Hypervisor"),
        ("Firecracker", "Firecracker"),
    ];

    /// <summary>The hypervisor's name, or <c>none</c>.</summary>
    public static Reading<string> Collect(IMachine machine, LogFacts log)
    {
        if (machine.Read("/sys/hypervisor/type").TryGet(out var type) && type.FirstTrimmed.Length > 0)
        {
            return Reading.Known(type.FirstTrimmed, type.At(0));
        }
        foreach (var path in (string[])["/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name"])
        {
            if (machine.Read(path).TryGet(out var file) && Name(file.FirstTrimmed) is { } found)
            {
                return Reading.Known(found, file.At(0));
            }
        }
        if (machine.Run(ToolCall.Of("dmidecode")).TryGet(out var tool) && FromDmidecode(tool.Output) is { } told)
        {
            return told;
        }
        if (log.Current(PlatformSigns.Hypervisor).FirstOrDefault() is { } hit)
        {
            return Reading.Known(hit["name"], hit.Source);
        }
        return FromFlags(machine);
    }

    // "Manufacturer: QEMU" of the system counts; batteries and memory have manufacturers too.
    private static Reading<string>? FromDmidecode(TextDocument output)
    {
        var inSystem = false;
        for (var i = 0; i < output.Lines.Length; i++)
        {
            var line = output.Lines[i];
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
            {
                inSystem = line.StartsWith("System Information", StringComparison.Ordinal);
            }
            else if (inSystem && (line.Contains("Manufacturer:", StringComparison.Ordinal) || line.Contains("Product Name:", StringComparison.Ordinal))
                && Name(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]) is { } found)
            {
                return Reading.Known(found, output.At(i));
            }
        }
        return null;
    }

    private static Reading<string> FromFlags(IMachine machine)
    {
        var file = machine.Read("/proc/cpuinfo");
        if (!file.TryGet(out var document))
        {
            return file.Map(_ => "none");
        }
        for (var i = 0; i < document.Lines.Length; i++)
        {
            var line = document.Lines[i];
            if (line.StartsWith("flags", StringComparison.Ordinal))
            {
                var guest = line.Split(' ').Contains("hypervisor", StringComparer.Ordinal);
                return Reading.Known(guest ? "unnamed" : "none", new Source(document.Name, document.FirstLine + i, guest ? "flags: hypervisor" : "flags: no hypervisor"));
            }
        }
        return Reading.Unreadable<string>("no processor flags", document.Whole);
    }

    private static string? Name(string text)
    {
        foreach (var (part, name) in Vendors)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }
        return null;
    }
}
