using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// NVIDIA's GPUs as the kernel has them on the bus, read without the driver's library, so that none is woken by the look
/// (source: Documentation/ABI/testing/sysfs-devices-power; the driver's README, chapter on runtime D3 power management).
/// </summary>
internal sealed class GpuBus(FileTree tree)
{
    private const string Devices = "/sys/bus/pci/devices";
    private const string Vendor = "0x10de";
    private const string DisplayClass = "0x03";
    private const string Driver = "nvidia";

    private ImmutableHashSet<PciAddress> _canSleep = [];

    // What a device is does not change while it is there; a server has hundreds of others.
    private Dictionary<string, bool> _isGpu = [];

    /// <summary>GPUs that NVIDIA's driver has, in the order of their addresses; empty where the kernel shows none.</summary>
    public ImmutableArray<PciAddress> Gpus { get; private set; } = [];

    /// <summary>Looks which GPUs there are and which of them sleep by themselves.</summary>
    /// <returns>True when there are others than before.</returns>
    public bool Scan()
    {
        var before = Gpus;
        _isGpu = tree.List(Devices).Or([]).ToDictionary(name => name, name => _isGpu.TryGetValue(name, out var isGpu) ? isGpu : IsGpu(name));
        Gpus = [.. _isGpu.Where(device => device.Value && DriverOf(device.Key) == Driver).Select(device => PciAddress.Parse(device.Key)).OfType<PciAddress>().Order()];
        _canSleep = [.. Gpus.Where(CanSleep)];
        return !Gpus.SequenceEqual(before);
    }

    /// <summary>What the kernel says of the power of a GPU now. The look costs one small file for a GPU that can sleep, and nothing for any other.</summary>
    public GpuPower PowerOf(PciAddress gpu) =>
        !_canSleep.Contains(gpu) ? GpuPower.AlwaysOn : Word(gpu.ToString(), "power/runtime_status") is "suspended" or "suspending" ? GpuPower.Asleep : GpuPower.Awake;

    private bool IsGpu(string name) => Word(name, "vendor") == Vendor && Word(name, "class")?.StartsWith(DisplayClass, StringComparison.Ordinal) == true;

    // The kernel may say "auto" where the driver or the board does not go along; the driver's own file tells.
    private bool CanSleep(PciAddress gpu)
    {
        var name = gpu.ToString();
        return Word(name, "power/control") == "auto" && Word(name, "power/runtime_status") is "active" or "suspended" or "suspending" or "resuming"
            && tree.Read($"/proc/driver/nvidia/gpus/{name}/power") switch
            {
                // A driver without the file leaves it to the kernel; one that could not be read allows nothing.
                Reading<TextDocument>.Absent => true,
                var told => told.TryGet(out var text) && text.Lines.All(line => !line.StartsWith("Runtime D3 status:", StringComparison.Ordinal) || line.Contains("Enabled", StringComparison.Ordinal)),
            };
    }

    private string? DriverOf(string name) => tree.ReadLink($"{Devices}/{name}/driver").Map(target => target[(target.LastIndexOf('/') + 1)..]).Or(null);

    private string? Word(string name, string file) => tree.Read($"{Devices}/{name}/{file}").Map(text => text.FirstTrimmed).Or(null);
}
