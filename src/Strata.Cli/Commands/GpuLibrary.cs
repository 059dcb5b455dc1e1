using System.CommandLine;

namespace Strata.Cli.Commands;

/// <summary>The driver's library that a command asks: the system's, one that the user named, or the lab's fake in a folder of its own until disposed.</summary>
internal sealed class GpuLibrary : IDisposable
{
    private const string FileName = "libnvidia-ml.so.1";
    private const string Control = "fake.conf";

    private readonly DirectoryInfo? _folder;

    private GpuLibrary(string? path) => Path = path;

    // The fake keeps its state beside itself: two demonstrations do not share one.
    private GpuLibrary(string lab, DirectoryInfo folder)
    {
        _folder = folder;
        Path = System.IO.Path.Combine(folder.FullName, FileName);
        File.Copy(System.IO.Path.Combine(lab, FileName), Path);
        File.Copy(System.IO.Path.Combine(lab, Control), System.IO.Path.Combine(folder.FullName, Control));
    }

    /// <summary>Null for the system's.</summary>
    public string? Path { get; }

    public bool IsDemo => _folder is not null;

    /// <exception cref="UsageException">Both a library and the demonstration are asked for, or the library is not there.</exception>
    /// <exception cref="ServiceException">The lab is not beside this program.</exception>
    public static GpuLibrary Of(ParseResult parsed, Option<string?> library, Option<bool> demo)
    {
        if (!parsed.GetValue(demo))
        {
            return new GpuLibrary(SharedOptions.FileOf(parsed, library));
        }
        if (parsed.GetValue(library) is not null)
        {
            throw new UsageException("--demo and --library: give one of them");
        }
        var lab = System.IO.Path.Combine(AppContext.BaseDirectory, "demo");
        return File.Exists(System.IO.Path.Combine(lab, FileName)) && File.Exists(System.IO.Path.Combine(lab, Control))
            ? new GpuLibrary(lab, Directory.CreateTempSubdirectory("strata-demo-"))
            : throw new ServiceException("--demo needs the lab of the source tree; there, ./strata builds its fake GPU library", isPassing: false);
    }

    public void Dispose()
    {
        try
        {
            _folder?.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A probe that hangs in the fake still holds it; the folder is one of the temporary files.
        }
    }
}
