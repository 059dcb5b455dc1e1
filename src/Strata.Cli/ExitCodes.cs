using Strata.Judging;

namespace Strata.Cli;

/// <summary>Exit codes of the contract.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Warning = 1;
    public const int Fault = 2;
    public const int Unknown = 3;
    public const int Usage = 64;
    public const int Input = 65;
    public const int Unavailable = 69;
    public const int Bug = 70;
    public const int TryLater = 75;
    public const int NotPermitted = 77;
    public const int Interrupted = 130;

    public static int Of(Status verdict) => verdict switch
    {
        Status.Ok or Status.NotApplicable => Ok,
        Status.Warning => Warning,
        Status.Fault => Fault,
        _ => Unknown,
    };
}
