using System.Diagnostics;

namespace Strata.Linux.Tests.Nvml;

/// <summary>The fake driver libraries, built once for all tests that need them.</summary>
public sealed class FakeDriver : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("strata-nvml-").FullName;

    public FakeDriver()
    {
        if (Peers.Peer.Find("cc") is null)
        {
            return;
        }
        // The tests judge what the library does, not how fast: the quickest way to compile is the best.
        Shell("NVML_FLAGS=-O0 \"$0\" \"$1\" 470 535 550 570 580 590", Path.Combine(Peers.Peer.Checkout, "lab/nvml/build"), _folder);
        Shell("cc -o \"$0\" \"$1\" -ldl", Client, Path.Combine(Peers.Peer.Checkout, "test/Strata.Linux.Tests/Nvml/client.c"));
    }

    /// <summary>A program that makes one call in a process of its own.</summary>
    public string Client => Path.Combine(_folder, "client");

    public string Library(int branch) => Path.Combine(_folder, branch.ToString(System.Globalization.CultureInfo.InvariantCulture), "libnvidia-ml.so.1");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Shell(string script, string zero, string one)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script, zero, one]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
