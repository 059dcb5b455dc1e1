using System.IO.Compression;
using System.Text;
using Strata.Judging;
using Strata.Linux.Bundles;
using Strata.Linux.Inputs;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Redaction;
using Strata.Snapshots;

namespace Strata.Linux.Tests.Bundles;

public sealed class RedactedBundleTests : IDisposable
{
    // Everything private that the files below hold.
    private static readonly string[] Secrets =
    [
        "gpubox7", "alicia", "bertram", "carlotta", "dockusr", "regularuser", "ftpword99", "curlpw123", "secrettok", "ckpw2", "regpw55", "Q0tJS0gwNVc",
        "mirror.acme", "proxy.acme", "tray1.acme", "registry.acme", "acme.lan", "10.20.30.40", "2a02:8108", "a4:bf:01:12:34:56", "importpw", "MIIEvTop", "netrcpw",
        "unitpw", "AcmeGuest", "0123456789abcdef0123456789abcdef", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "joe.doe@acme.example",
    ];

    private static readonly string[] Evidence =
    [
        "0000:65:00.0", "6.1.0-13-amd64", "535.113.01-1", "12.345678", "GPU-12345678-9abc-def0-1234-56789abcdef0", "root=UUID=6f1d0c1e-1111-4222-8333-123456789abc",
        "Debian:bookworm-security", "developer.download.nvidia.com", "nvidia-container-runtime", "blacklist nouveau",
    ];

    private static readonly byte[] SerialNumber = [0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61];

    private readonly TempTree _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void No_secret_of_any_file_leaves_and_the_findings_stay()
    {
        using var machine = new RootMachine(Host().Root);
        var recorder = new RecordingMachine(machine);
        var live = Findings(recorder);
        CaptureExtras.Ask(recorder);
        var (redacted, removed) = Redactor.Redact(recorder.Captured);

        var plain = Content(recorder.Captured);
        var kept = Content(redacted);
        Assert.All(Secrets.Except(["importpw"]), secret => Assert.Contains(secret, plain, StringComparison.Ordinal));
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, kept, StringComparison.OrdinalIgnoreCase));
        Assert.All(Evidence, evidence => Assert.Contains(evidence, kept, StringComparison.Ordinal));
        Assert.DoesNotContain(redacted.Items, item => item.Bytes.Span.IndexOf(SerialNumber) >= 0);
        Assert.Contains(recorder.Captured.Items, item => item.Bytes.Span.IndexOf(SerialNumber) >= 0);

        using var stream = new MemoryStream();
        BundleWriter.Write(stream, redacted, removed, "1");
        _temp.File("bundle", stream.ToArray());
        using var input = InputDetector.Open(_temp.At("bundle"));
        Assert.NotEmpty(live);
        Assert.Equal(live, Findings(BundleReader.Read(input)));
    }

    [Theory]
    [InlineData("cases")]
    [InlineData("distinctions")]
    [InlineData("synthetic")]
    [InlineData("healthy")]
    [InlineData("live")]
    public void Every_case_of_the_lab_gives_the_same_findings_when_it_is_redacted(string group) =>
        Assert.All(Directory.EnumerateFiles(Path.Combine(Peers.Peer.Checkout, "lab", group), "*.md"), path =>
        {
            var recorder = new RecordingMachine(new LabMachine(LabCaseReader.Parse(Path.GetFileName(path), File.ReadAllText(path))));
            var plain = Findings(recorder);
            var redacted = Redactor.Redact(recorder.Captured).Captured;
            Assert.Equal(plain, Findings(new BundleMachine(redacted.Origin, redacted.Items)));
        });

    private static IEnumerable<string> Findings(IMachine machine) =>
        new Judge(Rules.All).Decide(Snapshotter.Take(machine)).Findings.Select(finding => finding.Finding.Rule.Slug + " " + string.Join(" ", finding.Finding.Evidence.Select(source => source.Line))).ToList();

    private static string Content(CapturedMachine captured)
    {
        using var stream = new MemoryStream();
        BundleWriter.Write(stream, captured, [], "1");
        using var unzipped = new GZipStream(new MemoryStream(stream.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private TempTree Host() => Logs(Engines(Packages(Kernel(_temp))));

    private static TempTree Kernel(TempTree tree)
    {
        var space = new byte[4096];
        (space[0], space[1], space[0x100], space[0x102]) = (0xde, 0x10, 0x03, 0x01);
        SerialNumber.CopyTo(space, 0x104);
        return tree
            .File("proc/sys/kernel/osrelease", "6.1.0-13-amd64\n")
            .File("proc/sys/kernel/hostname", "gpubox7\n")
            .File("proc/version", "Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP Debian 6.1.55-1\n")
            .File("proc/modules", "nouveau 2482176 1 - Live 0x0000000000000000\n")
            .File("proc/cmdline", "BOOT_IMAGE=/vmlinuz-6.1.0-13-amd64 root=UUID=6f1d0c1e-1111-4222-8333-123456789abc resume=UUID=7c9e6679-7425-40de-944b-e07fc1f90ae7 ro\n")
            .File("boot/loader/entries/0123456789abcdef0123456789abcdef-6.1.0-13-amd64.conf", "title Debian\nmachine-id 0123456789abcdef0123456789abcdef\nlinux /0123456789abcdef0123456789abcdef/6.1.0-13-amd64/linux\n")
            .File("boot/vmlinuz-6.1.0-13-amd64", "")
            .File("etc/modprobe.d/nvidia.conf", "blacklist nouveau\n# joe.doe@acme.example\n")
            .File("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n")
            .File("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nalicia:x:1000:1000:,,,:/home/alicia:/bin/bash\n")
            .File("sys/bus/pci/devices/0000:65:00.0/vendor", "0x10de\n")
            .File("sys/bus/pci/devices/0000:65:00.0/device", "0x2231\n")
            .File("sys/bus/pci/devices/0000:65:00.0/class", "0x030000\n")
            .File("sys/bus/pci/devices/0000:65:00.0/config", space)
            .Link("sys/bus/pci/devices/0000:65:00.0/driver", "../../../../bus/pci/drivers/nouveau");
    }

    private static TempTree Packages(TempTree tree) => tree
        .File("etc/apt/apt.conf", "Acquire::ftp { ProxyLogin { \"USER carlotta\"; \"PASS ftpword99\"; }; };\nAcquire::http::Proxy \"http://proxy.acme.lan:3128\";\n")
        .File("etc/apt/apt.conf.d/20auto-upgrades", "APT::Periodic::Unattended-Upgrade \"1\";\n")
        .File("etc/apt/apt.conf.d/50unattended-upgrades", "Unattended-Upgrade::Origins-Pattern {\n  \"o=Debian,n=bookworm\";\n  \"Debian:bookworm-security\"; // carlotta\n  \"o=NVIDIA\";\n};\n")
        .File("etc/apt/apt.conf.d/99hook", "DPkg::Post-Invoke { \"curl -u admin:curlpw123 https://mirror.acme.lan/\"; };\n")
        .File("etc/apt/sources.list", "deb http://mirror.acme.lan/debian bookworm main\ndeb https://developer.download.nvidia.com/compute/cuda/repos/debian12/x86_64/ /\n")
        .File("etc/apt/sources.list.d/login.list", "# machine mirror.acme.lan login bertram password netrcpw\n")
        .File("var/lib/dpkg/status", "Package: nvidia-driver\nStatus: install ok installed\nArchitecture: amd64\nVersion: 535.113.01-1\n\nPackage: nvidia-kernel-dkms\nStatus: install ok installed\nArchitecture: amd64\nVersion: 535.113.01-1\n\n")
        .File("var/lib/apt/lists/mirror.acme.lan_debian_dists_bookworm_InRelease", "Origin: NVIDIA\nLabel: NVIDIA\nCodename: bookworm\n")
        .File("var/lib/apt/lists/mirror.acme.lan_debian_dists_bookworm_non-free_binary-amd64_Packages", "Package: nvidia-driver\nVersion: 545.23.08-1\n\n")
        .File("var/log/apt/history.log", "Start-Date: 2023-11-15  09:00:00\nRequested-By: bertram (1001)\nUpgrade: nvidia-driver:amd64 (535.104.05-1, 535.113.01-1)\nEnd-Date: 2023-11-15  09:01:00\n");

    private static TempTree Engines(TempTree tree) => tree
        .File("etc/docker/daemon.json", "{ \"runtimes\": { \"nvidia\": { \"path\": \"nvidia-container-runtime\" } }, \"log-opts\": { \"splunk-token\":\"1234567-ABCD-secrettok\" },\n"
            + "\"proxies\": { \"https-proxy\":\"http://dockusr:do/ckpw2@proxy.acme.lan:1\", \"no-proxy\": \"localhost,.acme.lan\" }, \"insecure-registries\": [\"registry.acme.lan:5000\"] }\n")
        .File("etc/containerd/config.toml", "version = 2\nimports = [\"/root/secret.toml\", \"/etc/containerd/conf.d/*.toml\"]\n[plugins.\"io.containerd.grpc.v1.cri\".containerd]\ndefault_runtime_name = \"runc\"\n")
        .File("etc/containerd/conf.d/auth.toml", "[plugins.\"io.containerd.grpc.v1.cri\".registry.configs.\"registry.acme.lan\".auth]\nusername = \"regularuser\"\npassword = \"regpw55\"\n")
        .File("root/secret.toml", "password = \"importpw\"\n")
        .File("etc/systemd/system/docker.service.d/proxy.conf", "[Service]\nEnvironment=\"HTTP_PROXY=proxy.acme.lan:3128\" \"APP_PASSWORD=unitpw\"\n")
        .File("etc/nvidia-imex/nodes_config.cfg", "tray1.acme.lan\n10.20.30.40\n")
        .File("etc/dkms/framework.conf", "-----BEGIN PRIVATE KEY-----\nMIIEvTop\n-----END PRIVATE KEY-----\n")
        .File("var/lib/kubelet/device-plugins/kubelet_internal_checkpoint",
            "{\"Data\":{\"PodDeviceEntries\":[{\"PodUID\":\"x\",\"ContainerName\":\"c\",\"ResourceName\":\"nvidia.com/gpu\",\"DeviceIDs\":{\"0\":[\"GPU-12345678-9abc-def0-1234-56789abcdef0\"]},"
            + "\"AllocResp\":\"Q0tJS0gwNVc=\"}],\"RegisteredDevices\":{\"nvidia.com/gpu\":[\"GPU-12345678-9abc-def0-1234-56789abcdef0\"]}},\"Checksum\":1}\n");

    private static TempTree Logs(TempTree tree) => tree
        .File("var/log/kern.log",
            "Nov 15 09:55:03 gpubox7 kernel: [    0.000000] Linux version 6.1.0-13-amd64 (debian-kernel@lists.debian.org)\n"
            + "Nov 15 09:55:03 gpubox7 kernel: [   12.345678] nouveau 0000:65:00.0: NVIDIA GA102 (172000a1)\n"
            + "Nov 15 09:55:03 gpubox7 kernel: [   13.345678] e1000e eno1: a4:bf:01:12:34:56\n"
            + "Nov 15 09:55:04 gpubox7 NetworkManager[7]: <info> starting connection 'AcmeGuest'\n"
            + "Nov 15 09:55:04 gpubox7 sshd[77]: Accepted publickey for bertram from 2a02:8108:1:2::5 port 5022 ssh2\n"
            + "Nov 15 09:55:05 gpubox7 app[78]: nvidia-imex: tray1.acme.lan at 10.20.30.40 and /data/home/alicia\n");
}
