using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Structs;
using Strata.Sampling;
using GpuProcess = Strata.Sampling.GpuProcess;
using static Strata.Linux.Nvml.Reading.Units;

namespace Strata.Linux.Nvml.Reading;

/// <summary>Reads modes, fans, links, processes and MIG devices of a GPU on the slow tick.</summary>
internal sealed class DetailReader(NvmlDevice device, int branch) : IDisposable
{
    private const uint MostNvLinks = 18;

    private readonly Dictionary<uint, GpmReader> _units = [];
    private LinkReader? _links;

    /// <summary>Modes, fans, links, processes and MIG devices.</summary>
    public Answer<GpuDetail> Read()
    {
        var persistence = device.Get(TelemetryCalls.PersistenceMode);
        if (Lifecycle.IsEnd(persistence.Code))
        {
            return new Answer<GpuDetail>(persistence.Code, null!);
        }
        var ecc = device.Get(ReliabilityCalls.EccMode);
        var mig = device.Get(MigCalls.Mode);
        var fabric = Fabric();
        var (links, linksUp) = Links();
        _links = links == _links?.Links ? _links : new LinkReader(device, branch, links);
        ImmutableArray<MigDevice> devices = mig is { IsKnown: true, Value.First: 1 } ? [.. MigDevices()] : [];
        ForgetUnits(devices);
        return new Answer<GpuDetail>(NvmlCode.Success, new GpuDetail
        {
            PersistenceMode = Flag(persistence),
            ComputeMode = Whole(device.Get(TelemetryCalls.ComputeMode)),
            Ecc = ecc.IsKnown ? ecc.Value.First == 1 : null,
            EccPending = ecc.IsKnown ? ecc.Value.Second == 1 : null,
            Mig = mig.IsKnown ? mig.Value.First == 1 : null,
            MigPending = mig.IsKnown ? mig.Value.Second == 1 : null,
            PowerLimitSetWatts = Number(device.Get(PowerCalls.Limit), Milli),
            Fans = [.. Fans()],
            NvLinksUp = linksUp,
            NvLinks = _links.Read(),
            FabricState = fabric?.State,
            FabricStatus = fabric?.Status,
            Processes = Processes(),
            MigDevices = devices,
        });
    }

    /// <summary>Gives back what the library keeps for it.</summary>
    public void Dispose()
    {
        foreach (var units in _units.Values)
        {
            units.Dispose();
        }
        _units.Clear();
    }

    private IEnumerable<double> Fans()
    {
        var count = device.Get(DeviceCalls.FanCount).Or(0);
        for (uint fan = 0; fan < count; fan++)
        {
            if (Number(device.Get(TelemetryCalls.FanSpeed, fan)) / Percent is { } speed)
            {
                yield return speed;
            }
        }
    }

    private (int Links, int? Up) Links()
    {
        var (links, up) = (0, 0);
        for (uint link = 0; link < MostNvLinks && device.Get(NvLinkCalls.State, link) is { IsKnown: true, Value: var state }; link++)
        {
            links++;
            up += state == 1 ? 1 : 0;
        }
        return (links, links == 0 ? null : up);
    }

    private (int State, int Status)? Fabric()
    {
        foreach (var (version, bytes) in (ReadOnlySpan<(uint, int)>)[(3, 40), (2, 36)])
        {
            var fabric = NvLinkCalls.Fabric.Get(device.Library, device.Handle, new FabricInfo3 { Version = Versions.Of(bytes, version) });
            if (fabric.IsKnown)
            {
                return (fabric.Value.State, fabric.Value.Status);
            }
        }
        var older = device.Get(NvLinkCalls.OlderFabric);
        return older.IsKnown ? (older.Value.State, older.Value.Status) : null;
    }

    private ImmutableArray<GpuProcess>? Processes()
    {
        var compute = ProcessList.Read(device, ProcessCalls.Compute, "compute");
        return !compute.IsKnown ? null :
        [
            .. compute.Value,
            .. ProcessList.Read(device, ProcessCalls.Graphics, "graphics").Or([]),
            .. ProcessList.Read(device, ProcessCalls.Mps, "mps").Or([]),
        ];
    }

    private IEnumerable<MigDevice> MigDevices()
    {
        var most = device.Get(MigCalls.MostDevices).Or(0);
        for (uint index = 0; index < most; index++)
        {
            if (device.Get(MigCalls.Handle, index) is { IsKnown: true, Value: var handle } && MigDevice(new NvmlDevice(device.Library, handle), (int)index) is { } mig)
            {
                yield return mig;
            }
        }
    }

    private MigDevice? MigDevice(NvmlDevice part, int index)
    {
        var uuid = part.Get(DeviceCalls.Uuid);
        var gpuInstance = part.Get(MigCalls.GpuInstance);
        var computeInstance = part.Get(MigCalls.ComputeInstance);
        if (!uuid.IsKnown || !gpuInstance.IsKnown || !computeInstance.IsKnown)
        {
            return null;
        }
        var memory = part.Memory();
        return new MigDevice(
            index, uuid.Value, (int)gpuInstance.Value, (int)computeInstance.Value, MigProfileName.Of(part.Get(DeviceCalls.Name).Or("") ?? ""),
            memory.IsKnown ? memory.Value.Total : null, memory.IsKnown ? memory.Value.Used : null)
        {
            Units = UnitsOf(gpuInstance.Value).Read(),
        };
    }

    private GpmReader UnitsOf(uint instance)
    {
        if (!_units.TryGetValue(instance, out var units))
        {
            // Two devices of one instance ask in the same moment; details come much later.
            _units[instance] = units = new GpmReader(device, instance, TimeSpan.FromSeconds(1));
        }
        return units;
    }

    // An instance that is gone takes its number with it, which the next one may get.
    private void ForgetUnits(ImmutableArray<MigDevice> devices)
    {
        foreach (var gone in _units.Keys.Where(instance => !devices.Any(device => device.GpuInstance == instance)).ToList())
        {
            _units[gone].Dispose();
            _units.Remove(gone);
        }
    }
}
