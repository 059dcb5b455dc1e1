using System.Buffers;
using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>A command line that somebody typed, as it stands in pasted text.</summary>
/// <param name="Tool">Base name of the program; sudo, variables and paths are taken off.</param>
/// <param name="Arguments">What follows it, up to a pipe or redirection.</param>
/// <param name="IsFiltered">True when a pipe follows, so that the output is only a part.</param>
public sealed partial record ShellCommand(string Tool, string Arguments, bool IsFiltered)
{
    private static readonly SearchValues<char> PromptEnds = SearchValues.Create("#$%>❯➜➤λ»▶");

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "apt", "apt-cache", "apt-get", "apt-mark", "aptitude", "bash", "cat", "crictl", "ctr", "curl", "dkms", "dmesg", "dnf", "docker", "docker-compose",
        "dpkg", "dpkg-query", "egrep", "env", "fgrep", "find", "gcc", "gcc-12", "getenforce", "getsebool", "grep", "head", "hostnamectl", "id", "insmod", "journalctl",
        "kubectl", "ldconfig", "less", "ll", "ls", "lsb_release", "lshw", "lsmod", "lspci", "lxc", "lxc-start", "make", "microk8s", "mkinitcpio", "modinfo", "modprobe",
        "mokutil", "more", "nvcc", "nvidia-ctk", "nvidia-container-cli", "nvidia-cuda-mps-control", "nvidia-debugdump", "nvidia-detect", "nvidia-modprobe",
        "nvidia-persistenced", "nvidia-settings", "nvidia-smi", "nerdctl", "pacman", "pct", "podman", "prime-select", "printenv", "ps", "python", "python3", "qm", "rmmod",
        "rpm", "service", "setpci", "singularity", "apptainer", "snap", "ss", "stat", "strace", "sysctl", "systemctl", "tail", "ubuntu-drivers", "uname", "update-initramfs",
        "virsh", "vllm", "which", "whereis", "yum", "zcat", "zgrep", "zypper", "killall", "g++", "udevadm", "lscpu", "free", "mount", "echo", "nv-fabricmanager", "rocm-smi", "ollama",
        "enroot", "srun", "helm", "oc", "k3s", "inxi", "glxinfo", "nvtop", "dcgmi", "cd", "export", "mount.nfs", "proxmox-boot-tool", "pveversion", "rpm-ostree", "akmods", "depmod", "getfacl", "namei",
    };

    /// <summary>Reads a line with a shell prompt, or one that is a bare well-known command; null when it is neither.</summary>
    public static ShellCommand? Parse(string line)
    {
        if (line.Length > 2000)
        {
            return null;
        }
        if ((line.StartsWith('+') || line.AsSpan().ContainsAny(PromptEnds)) && Prompted().Match(line) is { Success: true } prompted)
        {
            return Split(prompted.Groups["command"].Value, needsKnown: true);
        }
        return Bare().IsMatch(line) ? Split(line.Trim(), needsKnown: true) : null;
    }

    /// <summary>True for programs whose output comes from inside a container or another machine.</summary>
    public bool RunsElsewhere =>
        (Tool is "docker" or "podman" or "nerdctl" && Inside().IsMatch(Arguments))
        || (Tool is "kubectl" or "oc" or "crictl" && Arguments.Split(' ')[0] is "logs" or "exec" or "run")
        || Tool is "lxc" or "pct" or "singularity" or "apptainer" or "enroot" or "srun" or "docker-compose";

    private static ShellCommand? Split(string command, bool needsKnown)
    {
        var rest = Leading().Replace(command, "");
        var words = rest.Split(' ', 2, StringSplitOptions.TrimEntries);
        var tool = words[0][(words[0].LastIndexOf('/') + 1)..];
        tool = tool.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? tool[..^4] : tool;
        if (tool.Length == 0 || (needsKnown && !Known.Contains(tool)))
        {
            return null;
        }
        var arguments = words.Length > 1 ? words[1] : "";
        var pipe = Tail().Match(arguments);
        return new ShellCommand(tool, (pipe.Success ? arguments[..pipe.Index] : arguments).Trim(), pipe.Success && pipe.Value.Contains('|'));
    }

    // bash "user@host:~$ ", "[user@host ~]$ ", "bash-5.1# "; zsh "host% ", "➜  ~ ", "➜  repo git:(main) ✗ ", "└─$ ", "╰─❯ "; fish "user@host ~> ";
    // "host:~ # ", "host ~ # ", "/ # ", "PS C:\\> ", "C:\\> "; an environment or the time may stand before it.
    [GeneratedRegex(
        @"^\s*(?:\([^()\n]{1,40}\) ?)?(?:\[?\d\d:\d\d(?::\d\d)?\]? )?"
        + @"(?:\[[^\]\n]{1,80}\][^\s#$%>]{0,40} ?[#$%>]|[\w.! -]{1,40}@[\w.㉿-]+(?::| )?[^#$%>\n]{0,80}[#$%>]|(?:ba|da|z|k)?sh-[\d.]+[#$%]"
        + @"|[└╰][─━╼]*(?: ?\[?[#$%>❯➤➜]\]?)+|➜ {2}\S+(?: git:\([^)\n]*\))?(?: [✗✘✔✓*±])?|PS [A-Z]:\\[^>\n]{0,80}>|PS [~/][^>\n]{0,80}>|[A-Z]:\\[^>\n]{0,80}>"
        + @"|[\w.-]{1,40}:[~/][^#$%>\n]{0,60}[#$%>]|(?:[\w.-]{1,40} )?[~/][\w./~-]{0,60} ?[#$%>]|[A-Za-z][\w-]{0,30}[%#>]|[#$%>❯➜➤λ»▶]|\++)"
        + @"\s{0,3}(?<command>(?:sudo |time |[A-Z_]+=\S+ )*[\w./~+-]+(?: .*)?)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Prompted();

    [GeneratedRegex(@"^(?:sudo )?(?:/usr)?(?:/s?bin/)?(?:nvidia-smi(?: -\S+| [a-z]+ -\S+)*|dkms status|lsmod(?: ?\| ?grep.*)?|uname -\w+|cat /\S+|ls -\w+ /\S*|lspci(?: -\S+)*(?: ?\| ?grep.*)?|modinfo [\w-]+|mokutil --sb-state|getenforce|dpkg -l(?: ?\S+)*|rpm -qa(?: ?\|.*)?|snap install docker|systemctl (?:status|daemon-reload)\S*(?: \S+)*|sudo systemctl \S+(?: \S+)*|nvidia-ctk .*|nvidia-cuda-mps-control -d|docker (?:run|exec) .*|podman run .*|modprobe [\w-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^(?:sudo (?:-\S+ )*|time |[A-Za-z_]+=\S+ )+", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();

    [GeneratedRegex(@" *(?:\||>|2>|<|&&|;|&$).*$", RegexOptions.CultureInvariant)]
    private static partial Regex Tail();

    [GeneratedRegex(@"^(?:compose )?(?:run|exec|logs|start)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Inside();
}
