using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Platform;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;

namespace Strata.Linux.Tests.Peers;

/// <summary>What real tools print on a machine without a GPU, read by our own parsers.</summary>
public sealed class RealToolTests
{
    [PeerFact("nvidia-smi")]
    public void A_real_nvidia_smi_without_a_driver_is_explained()
    {
        var (exitCode, output) = Peer.Run("nvidia-smi");

        Assert.Equal(9, exitCode);
        var text = new LogText("-", Era.Current, ("$ nvidia-smi\n" + output).Split('\n').Select((line, index) => new LogLine(index + 1, line)));
        var report = new Judge(Rules.All).Decide(Snapshotter.Take(PasteReader.Read(new Origin(OriginKind.Text, "-"), text)));
        Assert.Equal(Status.Fault, report.Verdict);
        Assert.DoesNotContain(report.Findings, item => item.Finding.Rule.Slug == SoundChain.Info.Slug);
    }

    [PeerFact("dkms")]
    public void The_states_of_a_real_dkms_are_read()
    {
        using var tree = new TempTree();
        tree.File("source/dkms.conf", "PACKAGE_NAME=\"nvidia\"\nPACKAGE_VERSION=\"535.1\"\nBUILT_MODULE_NAME[0]=\"nvidia\"\nDEST_MODULE_LOCATION[0]=\"/updates\"\n");
        foreach (var version in new[] { "535.1", "550.163.01" })
        {
            tree.Link($"dkms/nvidia/{version}/source", tree.At("source"));
        }
        tree.File("dkms/nvidia/550.163.01/6.1.0-1-amd64/x86_64/module/nvidia.ko", "");
        tree.File("dkms/nvidia/550.163.01/6.1.0-1-amd64/x86_64/log/make.log", "");

        var (exitCode, output) = Peer.Run("dkms", "status", "--dkmstree", tree.At("dkms"));

        Assert.Equal(0, exitCode);
        Assert.Equal(
            ["nvidia 535.1  added", "nvidia 550.163.01 6.1.0-1-amd64 built"],
            DkmsStatusParser.Parse(TextDocument.Of("dkms status", output)).Select(entry => $"{entry.Module} {entry.Version} {entry.Kernel} {entry.State}"));
    }

    [PeerFact("modinfo")]
    public void Our_reader_of_module_files_says_what_modinfo_says()
    {
        var modules = Directory.EnumerateFiles(Path.Combine(Peer.Root, "lib/modules"), "*.ko", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, index) => index % 100 == 0).ToList();
        using var machine = new RootMachine("/");

        Assert.NotEmpty(modules);
        foreach (var module in modules)
        {
            var ours = machine.Run(ToolCall.Of("modinfo", module)).Or(null);
            Assert.NotNull(ours);
            Assert.Equal(Fields(Peer.Run("modinfo", module).Output.Split('\n')), Fields(ours.Output.Lines));
        }
    }

    [PeerFact("lspci")]
    public void Lspci_and_our_reader_of_sysfs_see_the_same_devices()
    {
        using var tree = new TempTree();
        var host = tree.At("host");
        Lab.FixtureBus.Write(new Lab.FixtureTree(host));

        var (exitCode, output) = Peer.Run("lspci", "-A", "linux-sysfs", "-O", $"sysfs.path={host}/sys/bus/pci", "-nnDvvv", "-d", "10de:");

        Assert.Equal(0, exitCode);
        var pasted = PasteReader.Read(new Origin(OriginKind.Text, "-"), new LogText("-", Era.Current, ("$ lspci -nnDvvv\n" + output).Split('\n').Select((line, index) => new LogLine(index + 1, line))));
        using var mounted = new RootMachine(host);
        Assert.Equal(Gpus(Bus(pasted)), Gpus(Bus(mounted)));
    }

    private static BusFacts Bus(IMachine machine) => BusCollector.Collect(machine, LogFacts.Empty, PlatformCollector.Collect(machine, LogFacts.Empty));

    private static IEnumerable<string> Fields(IEnumerable<string> lines) => lines
        .Select(line => line.Split(':', 2))
        .Where(parts => parts.Length == 2 && parts[0] is "version" or "license" or "vermagic" or "name" or "signer" or "srcversion" or "depends")
        .Select(parts => parts[0] + ": " + parts[1].Trim())
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Gpus(BusFacts bus) => bus.Gpus.Select(gpu => $"{gpu.Address} {gpu.PciId} {gpu.Driver.Or(null)}");
}
