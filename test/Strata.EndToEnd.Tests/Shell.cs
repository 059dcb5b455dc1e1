using System.Diagnostics;
using Xunit;

namespace Strata.EndToEnd.Tests;

/// <summary>Runs a line of bash in the root of the repository, where <c>./strata</c> stands.</summary>
internal static class Shell
{
    public static string Root { get; } = FindRoot();

    /// <summary>Builds <c>./strata</c> once, so that no test measures or shows the build.</summary>
    private static readonly Lazy<bool> Built = new(() => RunNow("./strata --version").ExitCode == 0);

    public static ShellResult Run(string line, params ReadOnlySpan<string> arguments)
    {
        Assert.True(Built.Value, "./strata does not build");
        return RunNow(line, arguments);
    }

    private static ShellResult RunNow(string line, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        start.ArgumentList.Add("bash");
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var name in new[] { "NO_COLOR", "STRATA_DEBUG" })
        {
            start.Environment.Remove(name);
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ShellResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Strata.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("no Strata.slnx above the tests");
        }
        return folder.FullName;
    }
}
