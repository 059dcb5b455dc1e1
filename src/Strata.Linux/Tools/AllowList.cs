using System.Collections.Immutable;

namespace Strata.Linux.Tools;

/// <summary>Every tool that strata runs to look at a machine. None of these forms changes anything.</summary>
internal static class AllowList
{
    /// <summary>Where tools are looked for, in this order; only directories that root owns.</summary>
    public static ImmutableArray<string> Directories { get; } =
        ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/local/sbin", "/run/current-system/sw/bin",
         "/usr/lib/wsl/lib", "/opt/bin", "/snap/bin", "/usr/local/nvidia/bin", "/home/kubernetes/bin/nvidia/bin"];

    /// <summary>The tools.</summary>
    public static ImmutableArray<AllowedTool> Tools { get; } =
    [
        new("nvidia-smi")
        {
            CallsDriver = true,
            Forms =
            [
                "", "-q", "-L", "-q -x", "-x -q", "-q -d *", "-q -i *", "-q -d * -i *", "--version", "topo -m", "topo -p2p *",
                "nvlink -s", "nvlink --status", "nvlink -e", "nvlink -c", "nvlink -R", "mig -lgi", "mig -lci", "mig -lgip", "mig -lcip",
                "--query-gpu=* --format=*", "--query-compute-apps=* --format=*", "--query-remapped-rows=* --format=*", "--query-retired-pages=* --format=*",
                "vgpu", "vgpu -q", "conf-compute -f", "conf-compute -grs", "pmon -c 1", "-q -u", "-B",
            ],
        },
        new("nvidia-ctk") { Forms = ["--version", "cdi list"] },
        new("lspci") { Forms = ["-nnDvvv", "-nnDvvvxxx", "-nnDvvvxxxx", "-nn", "-nnk", "-t", "-d * -v -xxx", "-nnD", "-nnDk", "-tv", "-nntv"] },
        new("dkms") { Forms = ["status", "status *", "--version"] },
        new("dpkg") { Forms = ["-l", "-l ...", "--print-architecture"] },
        new("rpm") { Forms = ["-qa", "-q *", "-qf *", "-qa ..."] },
        new("pacman") { Forms = ["-Q", "-Q *"] },
        new("apt-mark") { Forms = ["showhold"] },
        new("apt-cache") { Forms = ["policy", "policy ..."] },
        new("mokutil") { Forms = ["--sb-state", "--list-enrolled", "--list-new"] },
        new("systemctl")
        {
            Before = ["--no-pager", "--full", "--no-ask-password"],
            Forms =
            [
                "status *", "is-active *", "is-enabled *", "is-failed *", "cat *", "show *", "show * --property=*", "--failed",
                "list-unit-files *", "list-units *", "status --no-pager *", "--version", "is-system-running",
            ],
        },
        new("journalctl")
        {
            Before = ["--no-pager", "--quiet"],
            Forms =
            [
                "-k -b 0 -o short-iso --no-hostname --reverse -n *", "-k -b -1 -o short-iso --no-hostname --reverse -n *",
                "-b 0 -o short-iso --no-hostname --reverse -n * --unit=*...", "--list-boots",
                "--directory=* -k -b 0 -o short-iso --no-hostname --reverse -n *", "--directory=* -k -b -1 -o short-iso --no-hostname --reverse -n *",
                "--directory=* -b 0 -o short-iso --no-hostname --reverse -n * --unit=*...",
            ],
        },
        new("dmesg") { Forms = [""] },
        new("ldconfig") { Forms = ["-p"] },
        new("docker") { Forms = ["info", "version", "ps", "ps -a", "--version", "context ls"] },
        new("podman") { Forms = ["info", "version", "ps", "ps -a", "--version"] },
        new("getenforce") { Forms = [""] },
        new("numactl") { Forms = ["--hardware", "-H"] },
        new("dmidecode") { Forms = [""] },
        new("bootctl") { Forms = ["status", "list"] },
        new("grubby") { Forms = ["--default-kernel", "--info=ALL"] },
        new("proxmox-boot-tool") { Forms = ["kernel list", "status"] },
    ];
}
