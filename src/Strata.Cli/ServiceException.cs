namespace Strata.Cli;

/// <summary>A service or tool that is needed is not there, or does not answer now.</summary>
internal sealed class ServiceException(string message, bool isPassing) : Exception(message)
{
    public int ExitCode => isPassing ? ExitCodes.TryLater : ExitCodes.Unavailable;
}
