using System.Diagnostics;

namespace Strata.Agent.Tests.History;

/// <summary>A file system in memory of two megabytes.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Filling => System.IO.Path.Combine(Path, "filling");

    /// <summary>Mounts one; null where this user may not.</summary>
    public static SmallDisk? Mount()
    {
        var path = Directory.CreateTempSubdirectory("strata-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path))
        {
            return new SmallDisk(path);
        }
        Directory.Delete(path);
        return null;
    }

    public void Fill()
    {
        using var file = new FileStream(Filling, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }

    public void Empty() => File.Delete(Filling);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
