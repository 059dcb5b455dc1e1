using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Structs;
using Strata.Sampling;
using GpuProcess = Strata.Sampling.GpuProcess;
using static Strata.Linux.Nvml.Reading.Units;

namespace Strata.Linux.Nvml.Reading;

/// <summary>Reads modes, fans, links, processes and MIG devices of a GPU on the slow tick.</summary>
internal static class DetailReader
{
    private const uint MostNvLinks = 18;

    /// <summary>Modes, fans, links, processes and MIG devices.</summary>
    public static Answer<GpuDetail> Read(NvmlDevice device)
    {
        var persistence = device.Get(TelemetryCalls.PersistenceMode);
        if (Lifecycle.IsEnd(persistence.Code))
        {
            return new Answer<GpuDetail>(persistence.Code, null!);
        }
        var ecc = device.Get(ReliabilityCalls.EccMode);
        var mig = device.Get(MigCalls.Mode);
        var fabric = Fabric(device);
        return new Answer<GpuDetail>(NvmlCode.Success, new GpuDetail
        {
            PersistenceMode = Flag(persistence),
            ComputeMode = Whole(device.Get(TelemetryCalls.ComputeMode)),
            Ecc = ecc.IsKnown ? ecc.Value.First == 1 : null,
            EccPending = ecc.IsKnown ? ecc.Value.Second == 1 : null,
            Mig = mig.IsKnown ? mig.Value.First == 1 : null,
            MigPending = mig.IsKnown ? mig.Value.Second == 1 : null,
            PowerLimitSetWatts = Number(device.Get(PowerCalls.Limit), Milli),
            Fans = [.. Fans(device)],
            NvLinksUp = LinksUp(device),
            FabricState = fabric?.State,
            FabricStatus = fabric?.Status,
            Processes = Processes(device),
            MigDevices = mig is { IsKnown: true, Value.First: 1 } ? [.. MigDevices(device)] : [],
        });
    }

    private static IEnumerable<double> Fans(NvmlDevice device)
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

    private static int? LinksUp(NvmlDevice device)
    {
        int? up = null;
        for (uint link = 0; link < MostNvLinks; link++)
        {
            var state = device.Get(NvLinkCalls.State, link);
            if (!state.IsKnown)
            {
                break;
            }
            up = (up ?? 0) + (state.Value == 1 ? 1 : 0);
        }
        return up;
    }

    private static (int State, int Status)? Fabric(NvmlDevice device)
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

    private static ImmutableArray<GpuProcess>? Processes(NvmlDevice device)
    {
        var compute = ProcessList.Read(device, ProcessCalls.Compute, "compute");
        return !compute.IsKnown ? null :
        [
            .. compute.Value,
            .. ProcessList.Read(device, ProcessCalls.Graphics, "graphics").Or([]),
            .. ProcessList.Read(device, ProcessCalls.Mps, "mps").Or([]),
        ];
    }

    private static IEnumerable<MigDevice> MigDevices(NvmlDevice device)
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

    private static MigDevice? MigDevice(NvmlDevice device, int index)
    {
        var uuid = device.Get(DeviceCalls.Uuid);
        var gpuInstance = device.Get(MigCalls.GpuInstance);
        var computeInstance = device.Get(MigCalls.ComputeInstance);
        if (!uuid.IsKnown || !gpuInstance.IsKnown || !computeInstance.IsKnown)
        {
            return null;
        }
        var memory = device.Memory();
        return new MigDevice(
            index, uuid.Value, (int)gpuInstance.Value, (int)computeInstance.Value, MigProfileName.Of(device.Get(DeviceCalls.Name).Or("") ?? ""),
            memory.IsKnown ? memory.Value.Total : null, memory.IsKnown ? memory.Value.Used : null);
    }
}
