using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Fields;
using Strata.Sampling;
using static Strata.Linux.Nvml.Reading.Units;

namespace Strata.Linux.Nvml.Reading;

/// <summary>Reads a GPU on every fast tick.</summary>
internal sealed class SampleReader(NvmlDevice device, int branch) : IDisposable
{
    private const uint GpuSensor = 0;

    // Counters of units are an average over this time, so that a reading costs little and says much.
    private static readonly TimeSpan UnitsEvery = TimeSpan.FromSeconds(5);

    private readonly GpmReader _units = new(device, null, UnitsEvery);

    private readonly FieldBatch _fields = new(branch,
            FieldIds.CorrectedVolatile, FieldIds.UncorrectedVolatile, FieldIds.CorrectedAggregate, FieldIds.UncorrectedAggregate,
            FieldIds.RetiredSingleBit, FieldIds.RetiredDoubleBit, FieldIds.RetirementPending,
            FieldIds.PowerViolation, FieldIds.ThermalViolation, FieldIds.SyncBoostViolation, FieldIds.BoardLimitViolation,
            FieldIds.LowUtilizationViolation, FieldIds.ReliabilityViolation, FieldIds.SoftwareThermal, FieldIds.HardwareThermal, FieldIds.PowerBrake,
            FieldIds.MemoryTemperature, FieldIds.Energy, FieldIds.PcieReplays, FieldIds.PcieCorrectable, FieldIds.PcieNonFatal, FieldIds.PcieFatal,
            FieldIds.PcieSent, FieldIds.PcieReceived, FieldIds.NvLinkSent, FieldIds.NvLinkReceived, FieldIds.NvLinkSentBytes, FieldIds.NvLinkReceivedBytes,
            FieldIds.RemappedCorrected, FieldIds.RemappedUncorrected, FieldIds.RemapPending, FieldIds.RemapFailed,
            FieldIds.NvLinkFlitErrors, FieldIds.NvLinkDataErrors, FieldIds.NvLinkReplays, FieldIds.NvLinkRecoveries,
            FieldIds.InstantPower, FieldIds.RecoveryAction);

    /// <summary>One batch of fields and a dozen getters. The code is that of the batch, or that of the first getter which says that the GPU is gone.</summary>
    public Answer<GpuSample> Read()
    {
        var batch = _fields.Read(device.Library, device.Handle);
        if (batch is not (NvmlCode.Success or NvmlCode.NotSupported or NvmlCode.FunctionNotFound))
        {
            return new Answer<GpuSample>(batch, null!);
        }
        var use = device.Get(TelemetryCalls.Utilization);
        if (Lifecycle.IsEnd(use.Code))
        {
            return new Answer<GpuSample>(use.Code, null!);
        }
        var sample = WithMemory(new GpuSample
        {
            Utilization = use.IsKnown ? use.Value.Gpu / Percent : null,
            MemoryUtilization = use.IsKnown ? use.Value.Memory / Percent : null,
            EncoderUtilization = Load(TelemetryCalls.Encoder),
            DecoderUtilization = Load(TelemetryCalls.Decoder),
            GraphicsClockHertz = Number(device.Get(TelemetryCalls.Clock, GraphicsClock), Mega),
            SmClockHertz = Number(device.Get(TelemetryCalls.Clock, SmClock), Mega),
            MemoryClockHertz = Number(device.Get(TelemetryCalls.Clock, MemoryClock), Mega),
            VideoClockHertz = Number(device.Get(TelemetryCalls.Clock, VideoClock), Mega),
            PerformanceState = State(device.Get(TelemetryCalls.PerformanceState)),
            Celsius = Number(device.Get(TelemetryCalls.Temperature, GpuSensor)),
            MemoryCelsius = Field(FieldIds.MemoryTemperature) is > 0 and var celsius ? celsius : null,
            PowerWatts = Number(device.Get(TelemetryCalls.Power), Milli),
            InstantPowerWatts = Field(FieldIds.InstantPower, Milli),
            PowerLimitWatts = Number(device.Get(TelemetryCalls.EnforcedPowerLimit), Milli),
            EnergyJoules = Field(FieldIds.Energy, Milli),
            ClockReasons = Reasons(),
            Units = _units.Read(),
            Slowdown = Slowdown(),
            MemoryHealth = MemoryHealth(),
            Pcie = Pcie(),
            NvLinkSentBytes = Bytes(_fields, FieldIds.NvLinkSentBytes, FieldIds.NvLinkSent),
            NvLinkReceivedBytes = Bytes(_fields, FieldIds.NvLinkReceivedBytes, FieldIds.NvLinkReceived),
            NvLinkErrors = NvLinkErrors(),
            RecoveryAction = (int?)Field(FieldIds.RecoveryAction),
        });
        return new Answer<GpuSample>(NvmlCode.Success, sample);
    }

    /// <summary>Gives back what the library keeps for it.</summary>
    public void Dispose() => _units.Dispose();

    private GpuSample WithMemory(GpuSample sample)
    {
        // A total of zero is how boards say it that share the memory of the processor.
        var memory = device.Memory();
        return memory is { IsKnown: true, Value: { Total: > 0 } bytes }
            ? sample with
            {
                MemoryTotalBytes = bytes.Total, MemoryUsedBytes = bytes.Used, MemoryFreeBytes = bytes.Free,
                MemoryReservedBytes = bytes.Version == 0 ? null : bytes.Reserved,
            }
            : sample;
    }

    private SlowdownTimes Slowdown() => new()
    {
        PowerSeconds = Field(FieldIds.PowerViolation, Nano),
        ThermalSeconds = Field(FieldIds.ThermalViolation, Nano),
        SyncBoostSeconds = Field(FieldIds.SyncBoostViolation, Nano),
        BoardLimitSeconds = Field(FieldIds.BoardLimitViolation, Nano),
        LowUtilizationSeconds = Field(FieldIds.LowUtilizationViolation, Nano),
        ReliabilitySeconds = Field(FieldIds.ReliabilityViolation, Nano),
        SoftwareThermalSeconds = Field(FieldIds.SoftwareThermal, Nano),
        HardwareThermalSeconds = Field(FieldIds.HardwareThermal, Nano),
        PowerBrakeSeconds = Field(FieldIds.PowerBrake, Nano),
    };

    private MemoryHealth MemoryHealth() => new()
    {
        CorrectedVolatile = Field(FieldIds.CorrectedVolatile),
        UncorrectedVolatile = Field(FieldIds.UncorrectedVolatile),
        CorrectedAggregate = Field(FieldIds.CorrectedAggregate),
        UncorrectedAggregate = Field(FieldIds.UncorrectedAggregate),
        RetiredSingleBit = Field(FieldIds.RetiredSingleBit),
        RetiredDoubleBit = Field(FieldIds.RetiredDoubleBit),
        RetirementPending = Field(FieldIds.RetirementPending),
        RemappedCorrected = Field(FieldIds.RemappedCorrected),
        RemappedUncorrected = Field(FieldIds.RemappedUncorrected),
        RemapPending = Field(FieldIds.RemapPending),
        RemapFailed = Field(FieldIds.RemapFailed),
    };

    private NvLinkErrors NvLinkErrors() => new()
    {
        CrcFlit = Field(FieldIds.NvLinkFlitErrors),
        CrcData = Field(FieldIds.NvLinkDataErrors),
        Replays = Field(FieldIds.NvLinkReplays),
        Recoveries = Field(FieldIds.NvLinkRecoveries),
    };

    private PcieSample Pcie() => new()
    {
        Generation = Whole(device.Get(TelemetryCalls.LinkGeneration)),
        Width = Whole(device.Get(TelemetryCalls.LinkWidth)),
        Replays = Field(FieldIds.PcieReplays),
        Correctable = Field(FieldIds.PcieCorrectable),
        NonFatal = Field(FieldIds.PcieNonFatal),
        Fatal = Field(FieldIds.PcieFatal),
        SentBytes = Field(FieldIds.PcieSent),
        ReceivedBytes = Field(FieldIds.PcieReceived),
    };

    private ClockReasons? Reasons()
    {
        var reasons = device.Get(TelemetryCalls.ClocksEventReasons);
        if (!reasons.IsKnown)
        {
            reasons = device.Get(TelemetryCalls.ClocksThrottleReasons);
        }
        return reasons.IsKnown ? (ClockReasons)reasons.Value : null;
    }

    private double? Load(Shapes.DeviceTwo symbol) => device.Get(symbol) is { IsKnown: true, Value.First: var percent } ? percent / Percent : null;

    private double? Field(FieldId id, double unit = 1) => _fields[id] is { IsKnown: true, Value: var value } ? In(value, unit) : null;

    // 32 says that the state is not known.
    private static int? State(Answer<uint> answer) => answer is { IsKnown: true, Value: <= 15 } ? (int)answer.Value : null;
}
