using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml;

/// <summary>Programs of others that know the real library, run on the fake one.</summary>
[Collection(FakeDriverTests.Name)]
public sealed partial class FakeClientsTests(FakeDriver driver)
{
    [PeerFact("cc", "nvidia-smi")]
    public void Nvidia_smi_shows_its_table()
    {
        using var machine = new FakeMachine(driver, 580, "gpus 8 H100", "set 3 temperature 91", "process 2 4242 compute 512 trainer");

        var (exitCode, output) = Peer.RunWith([machine.Folder], "nvidia-smi");

        Assert.True(exitCode == 0, output);
        Assert.Contains("Driver Version: 580.105.08   CUDA Version: 13.0", output, StringComparison.Ordinal);
        Assert.Equal(8, Count(output, "NVIDIA H100 80GB HBM3"));
        Assert.Contains("| N/A   91C    P0 ", output, StringComparison.Ordinal);
        Assert.Matches(@"\|    2   N/A  N/A      4242 .* trainer +512MiB \|", output);
    }

    [PeerFact("cc", "nvidia-smi")]
    public void Nvidia_smi_lists_gpus_and_mig_devices()
    {
        using var machine = new FakeMachine(driver, 580, "gpus 2 A100", "mig 1 1g.10gb*7");

        var (exitCode, output) = Peer.RunWith([machine.Folder], "nvidia-smi", "-L");

        Assert.True(exitCode == 0, output);
        Assert.Equal(2, Count(output, ": NVIDIA A100-SXM4-80GB (UUID: GPU-"));
        Assert.Matches(@"  MIG 1g\.10gb     Device  6: \(UUID: MIG-", output);
    }

    [PeerTheory("cc", "nvidia-smi")]
    [InlineData("T4", "Tesla T4", "70.00 W")]
    [InlineData("A100", "NVIDIA A100-SXM4-80GB", "400.00 W")]
    [InlineData("H200", "NVIDIA H200", "700.00 W")]
    [InlineData("L40S", "NVIDIA L40S", "350.00 W")]
    [InlineData("RTX4090", "NVIDIA GeForce RTX 4090", "530.00 W")]
    [InlineData("B200", "NVIDIA B200", "1000.00 W")]
    [InlineData("GB200", "NVIDIA GB200", "1200.00 W")]
    public void Nvidia_smi_tells_all_about_each_board(string profile, string name, string most)
    {
        using var machine = new FakeMachine(driver, 535, $"gpu 0 {profile}", "set 0 persistence 1");

        var (exitCode, output) = Peer.RunWith([machine.Folder], "nvidia-smi", "-q");

        Assert.True(exitCode == 0, output);
        Assert.Contains($"Product Name                          : {name}\n", output, StringComparison.Ordinal);
        Assert.Contains($"Max Power Limit                   : {most}\n", output, StringComparison.Ordinal);
        Assert.Contains("Persistence Mode                      : Enabled\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unknown Error", output, StringComparison.Ordinal);
    }

    [PeerFact("cc", "nvidia-smi")]
    public void Nvidia_smi_answers_the_query_of_an_exporter()
    {
        using var machine = new FakeMachine(driver, 535, "gpus 2 H100", "set 0 power 312.5", "set 0 utilization 42", "set 0 memory_used 1000", "set 1 temperature 55");

        var (exitCode, output) = Peer.RunWith([machine.Folder], "nvidia-smi", "--query-gpu=index,name,power.draw,utilization.gpu,memory.used,temperature.gpu,ecc.errors.uncorrected.volatile.total", "--format=csv,noheader,nounits");

        Assert.True(exitCode == 0, output);
        var rows = output.TrimEnd().Split('\n').Select(line => line.Split(", ")).ToList();
        Assert.Equal(["0", "NVIDIA H100 80GB HBM3", "312.50", "42", "1000"], rows[0][..5]);
        Assert.Equal("55", rows[1][5]);
        Assert.All(rows, row => Assert.Equal("0", row[6]));
    }

    [PeerFact("cc", "nvidia-smi")]
    public void Nvidia_smi_draws_the_matrix_of_links()
    {
        using var machine = new FakeMachine(driver, 535, "gpus 2 H100", "gpu 2 L40S", "gpu 3 L40S");

        var (exitCode, output) = Peer.RunWith([machine.Folder], "nvidia-smi", "topo", "-m");

        Assert.True(exitCode == 0, output);
        Assert.Contains("GPU0\t X \tNV18\tSYS\tSYS\t", output, StringComparison.Ordinal);
        Assert.Contains("GPU3\tSYS\tSYS\tNODE\t X \t", output, StringComparison.Ordinal);
    }

    [PeerFact("cc", "nvidia-smi")]
    public void Nvidia_smi_makes_and_removes_mig_instances()
    {
        using var machine = new FakeMachine(driver, 535, "gpu 0 H100", "mig 0 on");

        Assert.Contains("Successfully created compute instance ID  0 on GPU  0 GPU instance ID  2 using profile MIG 3g.40gb (ID  2)", Peer.RunWith([machine.Folder], "nvidia-smi", "mig", "-cgi", "9", "-C").Output, StringComparison.Ordinal);
        Assert.Contains("|   0  MIG 3g.40gb          9        2          4:4     |", Peer.RunWith([machine.Folder], "nvidia-smi", "mig", "-lgi").Output, StringComparison.Ordinal);
        Assert.Equal(0, Peer.RunWith([machine.Folder], "nvidia-smi", "mig", "-dci").ExitCode);
        Assert.Equal(0, Peer.RunWith([machine.Folder], "nvidia-smi", "mig", "-dgi").ExitCode);
        Assert.DoesNotContain("MIG 3g", Peer.RunWith([machine.Folder], "nvidia-smi", "-L").Output, StringComparison.Ordinal);
    }

    [PeerFact("cc", "nvidia-smi")]
    public void What_nvidia_smi_changes_every_other_process_sees()
    {
        using var machine = new FakeMachine(driver, 535, "gpu 0 H100", "cold 0 1");

        Assert.Equal(0, Peer.RunWith([machine.Folder], "nvidia-smi", "-pl", "333").ExitCode);

        Assert.Equal(333_000u, machine.Start().Number("nvmlDeviceGetPowerManagementLimit", machine.Gpu(0)));
    }

    [PeerFact("cc", "nvidia-smi")]
    public void Nvidia_smi_names_a_gpu_that_was_lost_and_a_start_that_failed()
    {
        using var machine = new FakeMachine(driver, 535, "gpus 2 H100", "lost 1");

        Assert.Matches("GPU is lost|No devices", Peer.RunWith([machine.Folder], "nvidia-smi").Output);
        machine.Configure("gpus 2 H100", "init 18");
        var (exitCode, output) = Peer.RunWith([machine.Folder], "nvidia-smi");
        Assert.Equal(18, exitCode);
        Assert.StartsWith("Failed to initialize NVML: Driver/library version mismatch", output, StringComparison.Ordinal);
    }

    [PeerFact("cc", "pynvml.py", "python3")]
    public void Pynvml_reads_every_gpu()
    {
        const string Program = """
            import pynvml as n
            n.nvmlInit()
            for i in range(n.nvmlDeviceGetCount()):
                h = n.nvmlDeviceGetHandleByIndex(i)
                u, m = n.nvmlDeviceGetUtilizationRates(h), n.nvmlDeviceGetMemoryInfo(h)
                p = [(p.pid, p.usedGpuMemory) for p in n.nvmlDeviceGetComputeRunningProcesses(h)]
                print(n.nvmlDeviceGetName(h), u.gpu, m.total >> 20, n.nvmlDeviceGetPciInfo(h).busId, p)
            n.nvmlShutdown()
            """;
        using var machine = new FakeMachine(driver, 535, "gpu 0 L40S", "gpu 1 B200", "set 1 utilization 17", "process 1 7 compute 3", "process 1 8 compute unknown");

        var (exitCode, output) = Python(machine, Program);

        Assert.True(exitCode == 0, output);
        Assert.Equal("NVIDIA B200 17 183359 00000000:43:00.0 [(7, 3145728), (8, None)]", output.TrimEnd().Split('\n')[1]);
    }

    [PeerFact("cc", "nvtop", "script")]
    public void Nvtop_draws_every_gpu()
    {
        using var machine = new FakeMachine(driver, 535, "gpus 2 H100", "set * temperature 64");

        var (_, output) = Peer.RunWith([machine.Folder], "script", "-qec", $"stty rows 40 cols 120; TERM=xterm timeout --foreground 2 '{Peer.Find("nvtop")}' -C -d 1", "/dev/null");

        Assert.Equal(["0", "1"], DeviceLine().Matches(output).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("64", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Python(FakeMachine machine, string program) =>
        Peer.RunWith([machine.Folder], "python3", "-c", string.Create(CultureInfo.InvariantCulture, $"import sys; sys.path.insert(0, '{Path.GetDirectoryName(Peer.Find("pynvml.py"))}')\n{program}"));

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex(@"Device ([0-9]+).{0,16}\[NVIDIA H100 80GB HBM3\]")]
    private static partial Regex DeviceLine();
}
