using System.Runtime.ExceptionServices;
using Strata.Linux.Files;

namespace Strata.Linux;

/// <summary>Work that gives way to everything else on the host.</summary>
public static class BackgroundThread
{
    private const int ByProcess = 0;
    private const int MostWilling = 19;

    /// <summary>
    /// Does the work on a thread of its own with the lowest priority, which the threads and tools that it starts inherit, and waits
    /// for it; .NET's own thread priorities do nothing on Linux.
    /// </summary>
    /// <exception cref="Exception">What the work throws.</exception>
    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            _ = Libc.SetPriority(ByProcess, 0, MostWilling);
            try
            {
                result = work();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }) { IsBackground = true, Name = "background" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
