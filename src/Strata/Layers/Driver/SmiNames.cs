namespace Strata.Layers.Driver;

/// <summary>Names of `nvidia-smi -q` that changed between branches, old to new.</summary>
public static class SmiNames
{
    /// <summary>The newest name of a section.</summary>
    public static string Section(string name) => name switch
    {
        "Ecc Mode" => "ECC Mode",
        "Clocks Throttle Reasons" => "Clocks Event Reasons",
        "Clocks Throttle Reasons Counters" => "Clocks Event Reasons Counters",
        "Power Readings" => "GPU Power Readings",
        "GPU Virtualization mode" => "GPU Virtualization Mode",
        "MIG mode" => "MIG Mode",
        _ => name,
    };

    /// <summary>The path of a key in its sections, under its newest name.</summary>
    public static string Path(IEnumerable<string> sections, string key)
    {
        var section = string.Join('/', sections);
        var name = (section, key) switch
        {
            ("Utilization", "Gpu") => "GPU",
            ("Retired Pages", "Pending") => "Pending Page Blacklist",
            ("GPU Power Readings", "Current Power Limit") => "Power Limit",
            ("GPU Power Readings", "Instantaneous Power Draw") => "Power Draw",
            ("GPU Power Readings", "Average Power Draw") => "Power Draw",
            ("PCI", "Replays since reset") => "Replays Since Reset",
            ("Temperature", "Gpu Current Temp" or "Gpu") => "GPU Current Temp",
            ("Fabric", "Clique ID") => "CliqueId",
            _ => key,
        };
        return section.Length == 0 ? name : section + "/" + name;
    }
}
