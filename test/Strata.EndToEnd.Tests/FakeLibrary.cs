using System.Diagnostics;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>The lab's fake driver library in a folder of its own, with the GPUs and the faults of a test.</summary>
internal sealed class FakeLibrary : IDisposable
{
    private static readonly Lazy<string> Built = new(Build);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("strata-");

    public FakeLibrary(params ReadOnlySpan<string> configuration)
    {
        File.Copy(Built.Value, Path);
        Configure(configuration);
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "libnvidia-ml.so.1");

    /// <summary>Changes what it does, while it runs too.</summary>
    public void Configure(params ReadOnlySpan<string> lines)
    {
        var file = System.IO.Path.Combine(_folder.FullName, "fake.conf");
        File.WriteAllText(file + ".new", string.Join('\n', lines).Replace("stats calls", $"stats {_folder.FullName}/calls", StringComparison.Ordinal) + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>How often each function was called, where the configuration asks for <c>stats calls</c>.</summary>
    public string Calls() => string.Concat(Directory.EnumerateFiles(_folder.FullName, "calls.*").Order(StringComparer.Ordinal).Select(File.ReadAllText));

    /// <summary>The processes that loaded it, where the configuration asks for <c>stats calls</c>.</summary>
    public string[] Probes() => [.. Directory.EnumerateFiles(_folder.FullName, "calls.*").Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Build()
    {
        var folder = System.IO.Path.Combine(Shell.Root, ".build", "fake-nvml");
        var result = Shell.Run("lab/nvml/build \"$1\"", folder);
        Assert.True(result.ExitCode == 0, result.Error);
        return System.IO.Path.Combine(folder, "libnvidia-ml.so.1");
    }
}
