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

    public static double? Number(Answer<uint> answer, double unit = 1) => answer.IsKnown ? answer.Value * unit : null;

    public static int? Whole(Answer<uint> answer) => answer.IsKnown ? (int)answer.Value : null;

    public static bool? Flag(Answer<uint> answer) => answer.IsKnown ? answer.Value == 1 : null;
}
