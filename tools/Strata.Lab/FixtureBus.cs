using System.Buffers.Binary;
using System.Globalization;

namespace Strata.Lab;

/// <summary>The PCI bus of the fixture: eight GPUs behind ports of their own, and three hundred other functions.</summary>
public static class FixtureBus
{
    private sealed record Function(string Address, string Vendor, string Device, string Class, string? Driver, int Group, string Parent);

    /// <summary>PCI addresses of the GPUs.</summary>
    public static IReadOnlyList<string> Gpus { get; } = [.. Enumerable.Range(0, 8).Select(index => $"0000:{(index * 0x18) + 0x07:x2}:00.0")];

    /// <summary>Writes sysfs.</summary>
    public static void Write(FixtureTree tree)
    {
        var others = Enumerable.Range(0, 300).Select(index => new Function(
            $"0000:{(index / 8) + 0xc8:x2}:{(index % 8) + 8:x2}.0", "0x8086", $"0x{0x3400 + index:x4}", "0x088000", null, 100 + index, "pci0000:c8"));
        foreach (var function in others)
        {
            WriteFunction(tree, function, isGpu: false);
        }
        for (var i = 0; i < Gpus.Count; i++)
        {
            var bus = Gpus[i].Split(':')[1];
            var port = $"0000:{int.Parse(bus, NumberStyles.HexNumber, CultureInfo.InvariantCulture) - 1:x2}:00.0";
            WriteFunction(tree, new Function(port, "0x1000", "0xc030", "0x060400", "pcieport", 10 + i, "pci0000:00"), isGpu: false);
            WriteFunction(tree, new Function(Gpus[i], "0x10de", "0x20b2", "0x030200", "nvidia", 10 + i, "pci0000:00/" + port), isGpu: true);
        }
    }

    private static void WriteFunction(FixtureTree tree, Function function, bool isGpu)
    {
        var device = $"/sys/devices/{function.Parent}/{function.Address}";
        tree.Write(device + "/vendor", function.Vendor);
        tree.Write(device + "/device", function.Device);
        tree.Write(device + "/class", function.Class);
        tree.Write(device + "/subsystem_vendor", isGpu ? "0x10de" : function.Vendor);
        tree.Write(device + "/subsystem_device", isGpu ? "0x1463" : "0x0000");
        tree.Write(device + "/revision", "0xa1");
        tree.Write(device + "/enable", "1");
        tree.Write(device + "/irq", "16");
        tree.Write(device + "/numa_node", "0");
        tree.Write(device + "/driver_override", "(null)");
        tree.Write(device + "/power/control", "on");
        tree.Write(device + "/power/runtime_status", "active");
        tree.Write(device + "/d3cold_allowed", "1");
        tree.Write(device + "/reset_method", "flr bus");
        tree.Write(device + "/config", Config(function, isGpu));
        tree.Write(device + "/resource", isGpu
            ? "0x00000000d0000000 0x00000000d0ffffff 0x0000000000040200\n0x0000202000000000 0x0000202fffffffff 0x000000000014220c\n0x0000000000000000 0x0000000000000000 0x0000000000000000\n0x0000203000000000 0x0000203001ffffff 0x000000000014220c"
            : "0x0000000000000000 0x0000000000000000 0x0000000000000000");
        tree.Write(device + "/current_link_speed", "16.0 GT/s PCIe");
        tree.Write(device + "/max_link_speed", "16.0 GT/s PCIe");
        tree.Write(device + "/current_link_width", "16");
        tree.Write(device + "/max_link_width", "16");
        var group = $"/sys/kernel/iommu_groups/{function.Group}";
        tree.Link($"{device}/iommu_group", Up(device) + group[1..]);
        tree.Link($"{group}/devices/{function.Address}", "../../../../" + device["/sys/".Length..]);
        if (function.Driver is { } driver)
        {
            tree.Folder("/sys/bus/pci/drivers/" + driver);
            tree.Link(device + "/driver", Up(device) + "sys/bus/pci/drivers/" + driver);
        }
        tree.Link("/sys/bus/pci/devices/" + function.Address, "../../../" + device["/sys/".Length..]);
    }

    private static string Up(string path) => string.Concat(Enumerable.Repeat("../", path.Count(character => character == '/')));

    // A configuration space with a PCI Express capability at 0x78, generation 4 and sixteen lanes.
    private static byte[] Config(Function function, bool isGpu)
    {
        var config = new byte[256];
        BinaryPrimitives.WriteUInt16LittleEndian(config, Convert.ToUInt16(function.Vendor, 16));
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(2), Convert.ToUInt16(function.Device, 16));
        (config[0x04], config[0x06]) = (0x06, 0x10);
        config[0x0b] = Convert.ToByte(function.Class[2..4], 16);
        config[0x0a] = Convert.ToByte(function.Class[4..6], 16);
        config[0x0e] = (byte)(function.Class.StartsWith("0x0604", StringComparison.Ordinal) ? 1 : 0);
        config[0x34] = 0x78;
        config[0x78] = 0x10;
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(0x7a), (ushort)(isGpu ? 0x0002 : 0x0062));
        BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(0x84), 0x00453d04);
        BinaryPrimitives.WriteUInt16LittleEndian(config.AsSpan(0x8a), 0x1104);
        return config;
    }
}
