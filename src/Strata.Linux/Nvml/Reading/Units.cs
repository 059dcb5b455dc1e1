using Strata.Linux.Nvml.Fields;

namespace Strata.Linux.Nvml.Reading;

/// <summary>Answers of the driver in base units; null where it did not tell.</summary>
internal static class Units
{
    public const double Percent = 100;
    public const double Mega = 1e6;
    public const double Milli = 1e-3;
    public const double Nano = 1e-9;
    public const double Kibi = 1024;

    public const uint GraphicsClock = 0;
    public const uint SmClock = 1;
    public const uint MemoryClock = 2;
    public const uint VideoClock = 3;

    // No double is exactly 0.001: a product with it would be rounded twice, and 70001 mW would be told as 70.00100000000001 W.
    public static double In(double value, double unit) => unit < 1 ? value / Math.Round(1 / unit) : value * unit;

    public static double? Number(Answer<uint> answer, double unit = 1) => answer.IsKnown ? In(answer.Value, unit) : null;

    /// <summary>A counter of bytes, or else the older one of KiB: where both are told, that of bytes is the finer.</summary>
    public static double? Bytes(FieldBatch fields, FieldId bytes, FieldId kibibytes) =>
        fields[bytes] is { IsKnown: true, Value: var told } ? told : fields[kibibytes] is { IsKnown: true, Value: var older } ? older * Kibi : null;

    public static int? Whole(Answer<uint> answer) => answer.IsKnown ? (int)answer.Value : null;

    public static bool? Flag(Answer<uint> answer) => answer.IsKnown ? answer.Value == 1 : null;
}
