using Strata.Linux.Files;

namespace Strata.Linux;

/// <summary>Makes the calling thread give way to everything else on the host.</summary>
public static class BackgroundThread
{
    private const int ByProcess = 0;
    private const int MostWilling = 19;

    /// <summary>Lowers the priority of the calling thread and of the tools that it starts; .NET's own thread priorities do nothing on Linux.</summary>
    public static void GiveWay() => _ = Libc.SetPriority(ByProcess, 0, MostWilling);
}
