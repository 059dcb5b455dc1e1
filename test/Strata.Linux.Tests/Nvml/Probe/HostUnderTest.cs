using Strata.Linux.Files;
using Strata.Linux.Nvml.Probe;
using Strata.Sampling;

namespace Strata.Linux.Tests.Nvml.Probe;

/// <summary>A host of GPUs with real probe processes over the fake library, and a tree that stands for the kernel's files.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private readonly FakeMachine _machine;
    private readonly TempTree _kernel = new();
    private readonly FileTree _files;

    public HostUnderTest(FakeDriver driver, string[] machine, Func<GpuHostOptions, GpuHostOptions>? change = null, Action<GpuEvent>? tell = null)
    {
        _machine = new FakeMachine(driver, 580, machine);
        _files = new FileTree(_kernel.Root);
        var options = new GpuHostOptions
        {
            Probe = [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "Strata.TestProbe.dll"), _machine.Path], Files = _files,
            FirstBackOff = TimeSpan.Zero, LongestBackOff = TimeSpan.Zero,
        };
        Host = new GpuHost(change?.Invoke(options) ?? options, Clock, tell ?? (_ => { }));
    }

    public ManualClock Clock { get; } = new();

    public GpuHost Host { get; }

    public FakeMachine Machine => _machine;

    public GpuStatus this[int place] => Host.Gpus[place];

    /// <summary>A GPU as the kernel shows it, with what it says of its power.</summary>
    public HostUnderTest OnBus(string address, string control, string status)
    {
        var device = "/sys/bus/pci/devices/" + address;
        _kernel.File(device + "/vendor", "0x10de\n").File(device + "/class", "0x030200\n").File(device + "/power/control", control + "\n");
        if (!File.Exists(_kernel.At(device + "/driver")) && new FileInfo(_kernel.At(device + "/driver")).LinkTarget is null)
        {
            _kernel.Link(device + "/driver", "../../../../bus/pci/drivers/nvidia");
        }
        return Power(address, status);
    }

    /// <summary>What the driver's own file says of runtime D3.</summary>
    public HostUnderTest RuntimeD3(string address, string status)
    {
        _kernel.File($"/proc/driver/nvidia/gpus/{address}/power", $"Runtime D3 status:          {status}\nVideo Memory:               Active\n");
        return this;
    }

    /// <summary>The driver's own file of runtime D3 is there and every read of it fails.</summary>
    public HostUnderTest UnreadableD3(string address)
    {
        Directory.CreateDirectory(_kernel.At($"/proc/driver/nvidia/gpus/{address}/power"));
        return this;
    }

    public void TakeOffBus(string address) => Directory.Delete(_kernel.At("/sys/bus/pci/devices/" + address), recursive: true);

    public HostUnderTest Power(string address, string status)
    {
        _kernel.File($"/sys/bus/pci/devices/{address}/power/runtime_status", status + "\n");
        return this;
    }

    /// <summary>True while a process holds the GPU of this index in the library.</summary>
    public bool IsOpen(int index)
    {
        var file = _machine.Folder + $"/fake.hold.{index}";
        if (!File.Exists(file))
        {
            return false;
        }
        try
        {
            // Without sharing means a lock of its own, which the lock of a holder forbids.
            using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _files.Dispose();
        _machine.Dispose();
        _kernel.Dispose();
    }
}
