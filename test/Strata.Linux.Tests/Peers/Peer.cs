using System.Diagnostics;

namespace Strata.Linux.Tests.Peers;

/// <summary>A real tool: the one that test/peers.sh unpacked, or else the one that is installed.</summary>
public static class Peer
{
    private static readonly Dictionary<string, (string Path, string Package)> Known = new(StringComparer.Ordinal)
    {
        ["nvidia-smi"] = ("usr/lib/nvidia/current/nvidia-smi", "nvidia-smi"),
        ["libnvidia-ml.so.1"] = ("usr/lib/x86_64-linux-gnu/nvidia/current/libnvidia-ml.so.1", "libnvidia-ml1"),
        ["cc"] = ("usr/bin/cc", "gcc"),
        ["python3"] = ("usr/bin/python3", "python3"),
        ["script"] = ("usr/bin/script", "bsdutils"),
        ["nvtop"] = ("usr/bin/nvtop", "nvtop"),
        ["pynvml.py"] = ("usr/lib/python3/dist-packages/pynvml.py", "python3-pynvml"),
        ["dkms"] = ("usr/sbin/dkms", "dkms"),
        ["lspci"] = ("usr/bin/lspci", "pciutils"),
        ["modinfo"] = ("sbin/modinfo", "kmod"),
        ["libnvidia-ml"] = ("usr/lib/x86_64-linux-gnu/nvidia/current/libnvidia-ml.so.1", "libnvidia-ml1"),
        ["mount"] = ("bin/mount", "mount"),
        ["prometheus"] = ("usr/bin/prometheus", "prometheus"),
        ["promtool"] = ("usr/bin/promtool", "prometheus"),
        ["journalctl"] = ("bin/journalctl", "systemd"),
        ["systemd-journal-remote"] = ("lib/systemd/systemd-journal-remote", "systemd-journal-remote"),
    };

    /// <summary>The folder of the solution.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>Where test/peers.sh unpacks.</summary>
    public static string Root { get; } = Path.Combine(Checkout, ".peers", "root");

    /// <summary>Path of a tool, or null.</summary>
    public static string? Find(string tool) => new[] { Path.Combine(Root, Known[tool].Path) }
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin").Select(folder => Path.Combine(folder, tool)))
        .FirstOrDefault(File.Exists);

    /// <summary>What is lacking, as a sentence; null when the tool is there.</summary>
    public static string? Lack(string tool) => Find(tool) is null ? $"{tool} is missing (Debian package: {Known[tool].Package})" : null;

    /// <summary>Runs a tool with the libraries that came with it; standard output and error together.</summary>
    public static (int ExitCode, string Output) Run(string tool, params ReadOnlySpan<string> arguments) => RunWith([], tool, arguments);

    /// <summary>Runs a tool that finds libraries of these folders before its own.</summary>
    public static (int ExitCode, string Output) RunWith(IEnumerable<string> folders, string tool, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Find(tool) ?? throw new InvalidOperationException(Lack(tool)), arguments.ToArray())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var libraries = Path.Combine(Root, "usr/lib/x86_64-linux-gnu");
        start.Environment["LC_ALL"] = "C";
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', [.. folders, Path.Combine(libraries, "nvidia/current"), libraries, Path.Combine(Root, "lib/x86_64-linux-gnu")]);
        start.Environment["PATH"] = $"{Path.Combine(Root, "bin")}:{Path.Combine(Root, "sbin")}:/usr/sbin:/usr/bin:/sbin:/bin";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill();
            throw new TimeoutException(tool);
        }
        return (process.ExitCode, output + error.Result);
    }

    private static string FindCheckout()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Strata.slnx")))
        {
            directory = Path.GetDirectoryName(directory.TrimEnd('/')) ?? throw new InvalidOperationException("no Strata.slnx above the tests");
        }
        return directory;
    }
}
