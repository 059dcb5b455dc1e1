using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>Maps the many ways to type a command to the one under which collectors ask.</summary>
public static partial class CanonicalCall
{
    /// <summary>The call a collector would make for this command.</summary>
    public static ToolCall Of(string tool, string arguments)
    {
        var given = arguments.Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        return tool switch
        {
            "nvidia-smi" => NvidiaSmi(given),
            "lspci" => Lspci(given),
            "lsmod" => ToolCall.Of("lsmod"),
            "uname" => ToolCall.Of("uname", "-a"),
            "dkms" when given.StartsWith("status", StringComparison.Ordinal) => ToolCall.Of("dkms", "status"),
            "dpkg" when given.StartsWith("-l", StringComparison.Ordinal) || given.StartsWith("--list", StringComparison.Ordinal) => ToolCall.Of("dpkg", "-l"),
            "apt" when given.StartsWith("list", StringComparison.Ordinal) => ToolCall.Of("apt", "list", "--installed"),
            "rpm" when given.StartsWith("-q", StringComparison.Ordinal) => ToolCall.Of("rpm", "-qa"),
            "pacman" when given.StartsWith("-Q", StringComparison.Ordinal) => ToolCall.Of("pacman", "-Q"),
            "find" when given.StartsWith("/lib/modules", StringComparison.Ordinal) || given.StartsWith("/usr/lib/modules", StringComparison.Ordinal) => ToolCall.Of("find", "/lib/modules"),
            "modinfo" => ToolCall.Of("modinfo", LastWord(given)),
            "systemctl" when given.StartsWith("status", StringComparison.Ordinal) => ToolCall.Of("systemctl", "status", Unit(LastWord(given))),
            "mokutil" when given.Contains("sb", StringComparison.Ordinal) => ToolCall.Of("mokutil", "--sb-state"),
            "ldconfig" => ToolCall.Of("ldconfig", "-p"),
            "nvidia-ctk" when given.Contains("cdi list", StringComparison.Ordinal) => ToolCall.Of("nvidia-ctk", "cdi", "list"),
            "docker" when given.StartsWith("info", StringComparison.Ordinal) => ToolCall.Of("docker", "info"),
            "docker" or "podman" when given is "version" or "--version" or "-v" => ToolCall.Of(tool, "version"),
            "printenv" => ToolCall.Of("env"),
            _ => ToolCall.Of(tool, given.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        };
    }

    /// <summary>A unit name with its suffix.</summary>
    public static string Unit(string name) => name.Contains('.', StringComparison.Ordinal) ? name : name + ".service";

    private static ToolCall NvidiaSmi(string arguments)
    {
        if (arguments.Length == 0)
        {
            return ToolCall.Of("nvidia-smi");
        }
        if (Rows().IsMatch(arguments))
        {
            return ToolCall.Of("nvidia-smi", "--query-gpu");
        }
        if (Query().IsMatch(arguments))
        {
            return Xml().IsMatch(arguments) ? ToolCall.Of("nvidia-smi", "-q", "-x")
                : arguments.Contains("--unit", StringComparison.Ordinal) ? ToolCall.Of("nvidia-smi", "-q", "-u")
                : ToolCall.Of("nvidia-smi", "-q");
        }
        return arguments.StartsWith("-L", StringComparison.Ordinal) || arguments.StartsWith("--list-gpus", StringComparison.Ordinal) ? ToolCall.Of("nvidia-smi", "-L")
            : arguments.StartsWith("topo", StringComparison.Ordinal) ? ToolCall.Of("nvidia-smi", "topo", "-m")
            : ToolCall.Of("nvidia-smi", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static ToolCall Lspci(string arguments)
    {
        if (arguments.Contains("-d", StringComparison.Ordinal) && arguments.Contains("10de", StringComparison.Ordinal) && arguments.Contains("-xxx", StringComparison.Ordinal))
        {
            return ToolCall.Of("lspci", "-d", "10de:", "-v", "-xxx");
        }
        if (arguments.StartsWith("-d ", StringComparison.Ordinal) && !arguments.Contains("10de", StringComparison.Ordinal))
        {
            return ToolCall.Of("lspci", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        return arguments is "-nn" or "-tv" or "-nntv" or "-t" ? ToolCall.Of("lspci", arguments) : ToolCall.Of("lspci", "-nnDvvv");
    }

    private static string LastWord(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");

    [GeneratedRegex(@"(?:^|\s)(?:-x|-qx|-xq|--xml-format)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Xml();

    // CSV of GPUs, of their rows of memory and of their programs: one table in pieces.
    [GeneratedRegex(@"--query-(?:gpu|remapped-rows|compute-apps)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Rows();

    [GeneratedRegex(@"(?:^|\s)(?:-q|--query)(?!-)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Query();
}
