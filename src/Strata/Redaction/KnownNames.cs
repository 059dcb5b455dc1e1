using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Redaction;

/// <summary>Host and user names that a capture gives away, from the files that hold them.</summary>
internal sealed partial class KnownNames
{
    private const int FirstUser = 1000;
    private const int Nobody = 65_534;
    private const int ShortestFreeName = 4;
    private const int MostServers = 500;

    // Configuration, where a host in an address is one that the machine works with.
    private static readonly string[] Configuration =
        ["/etc/apt/", "/etc/yum", "/etc/dnf/", "/etc/docker/", "/etc/containerd/", "/etc/crio/", "/etc/containers/", "/etc/systemd/", "/var/lib/rancher/", "apt-cache policy", "docker info", "env"];

    // Names that are also words of evidence: replaced only where they can be nothing but a name.
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "localhost", "host", "root", "user", "admin", "nvidia", "cuda", "nouveau", "vfio", "gpu", "node", "server", "ubuntu", "debian", "fedora", "centos",
        "rocky", "arch", "archlinux", "kernel", "docker", "podman", "kubelet", "linux", "proxmox", "nixos", "test", "data", "home", "default", "none", "unknown",
        "compute", "worker", "master", "desktop", "workstation", "driver", "module", "system", "service", "container", "ollama", "vllm", "torch", "slurm",
        "python", "python3", "conda", "runner", "java", "jupyter", "triton", "pytorch", "tensorflow", "xorg", "steam", "kubernetes", "proxy", "mirror");

    private KnownNames(ImmutableArray<string> hosts, ImmutableArray<string> domains, ImmutableArray<string> users)
    {
        Hosts = hosts;
        Domains = domains;
        Users = users;
    }

    /// <summary>Names of this host.</summary>
    public ImmutableArray<string> Hosts { get; }

    /// <summary>Domains of the hosts that it works with: every name in them is private.</summary>
    public ImmutableArray<string> Domains { get; }

    /// <summary>Names of its people.</summary>
    public ImmutableArray<string> Users { get; }

    /// <summary>True when the name may be replaced wherever it stands as a word.</summary>
    public static bool IsFree(string name) => name.Length >= ShortestFreeName && !Words.Contains(name) && !name.All(char.IsAsciiDigit);

    /// <summary>True when a number belongs to a person, not to a service.</summary>
    public static bool IsPerson(string number) =>
        !uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || (id >= FirstUser && id != Nobody);

    /// <summary>True when a file belongs to somebody of this name.</summary>
    public bool IsOwner(string name) => Users.Contains(name) && !Words.Contains(name);

    /// <summary>Learns the names of a capture.</summary>
    public static KnownNames Of(CapturedMachine capture)
    {
        var hosts = new SortedSet<string>(StringComparer.Ordinal);
        var users = new SortedSet<string>(StringComparer.Ordinal);
        var servers = new SortedSet<string>(StringComparer.Ordinal);
        var domains = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in capture.Items)
        {
            switch (item)
            {
                case { Kind: CapturedKind.File, Key: "/proc/sys/kernel/hostname" or "/etc/hostname" }:
                    domains.UnionWith(item.Lines.Take(1).Select(line => line.Trim()).Where(IsServer).Select(Domain).OfType<string>());
                    Add(hosts, item.Lines.FirstOrDefault("").Trim().Split('.')[0]);
                    break;
                case { Kind: CapturedKind.Tool, Key: "uname -a" } when item.Lines.Length > 0:
                    Add(hosts, item.Lines[0].Split(' ').ElementAtOrDefault(1)?.Split('.')[0] ?? "");
                    break;
                case { Kind: CapturedKind.File, Key: "/etc/nvidia-imex/nodes_config.cfg" }:
                    servers.UnionWith(item.Lines.Select(line => line.Trim()).Where(IsServer));
                    break;
                case { Kind: CapturedKind.File, Key: "/etc/passwd" }:
                    AddUsers(users, item.Lines);
                    break;
                case { Kind: CapturedKind.List, Key: "/home" }:
                    users.UnionWith(item.Lines.Where(name => name != "lost+found"));
                    break;
                default:
                    AddHomes(users, item);
                    AddServers(servers, item);
                    break;
            }
        }
        hosts.UnionWith(servers.Take(MostServers));
        domains.UnionWith(servers.Take(MostServers).Select(Domain).OfType<string>());
        return new KnownNames(Longest(hosts), Longest(domains), Longest(users));
    }

    // A name that contains another one is replaced first.
    private static ImmutableArray<string> Longest(SortedSet<string> names) => [.. names.OrderByDescending(name => name.Length)];

    private static void Add(SortedSet<string> names, string name)
    {
        if (name.Length > 0 && name is not ("localhost" or "(none)"))
        {
            names.Add(name);
        }
    }

    private static void AddUsers(SortedSet<string> users, ImmutableArray<string> lines)
    {
        foreach (var line in lines)
        {
            var fields = line.Split(':');
            if (fields.Length > 3 && IsPerson(fields[2]))
            {
                Add(users, fields[0]);
            }
        }
    }

    private static void AddServers(SortedSet<string> servers, Captured item)
    {
        if (Array.Exists(Configuration, place => item.Key.StartsWith(place, StringComparison.Ordinal)))
        {
            servers.UnionWith(item.Lines.SelectMany(line => UrlPatterns.Hosts(line).Concat(Registry().Matches(line).Select(match => match.Groups["host"].Value))).Where(IsServer));
        }
    }

    // A word without a dot can be a word of evidence; it goes where it stands as a host.
    private static bool IsServer(string host) => host.Contains('.', StringComparison.Ordinal) && HostPlaces.IsPrivate(host);

    // "mirror.corp.example" lies in "corp.example"; a name of two parts tells no domain.
    private static string? Domain(string host) =>
        host.IndexOf('.', StringComparison.Ordinal) is var dot && host.IndexOf('.', dot + 1) > dot + 1 && host[(dot + 1)..] is var domain && domain.Any(char.IsAsciiLetter) ? domain : null;

    private static void AddHomes(SortedSet<string> users, Captured item)
    {
        foreach (var line in item.Lines.Concat(item.Log.Select(line => line.Text)).Append(item.Key))
        {
            if (line.Contains("/home", StringComparison.Ordinal) || line.Contains("sers/", StringComparison.Ordinal) || line.Contains("/run/media/", StringComparison.Ordinal))
            {
                foreach (Match match in Home().Matches(line))
                {
                    Add(users, match.Groups["name"].Value);
                }
            }
        }
    }

    // A folder of homes may lie deeper: "/data/home/joe"; in "https://site/users/x" nobody lives. "/home/kubernetes" is a folder of a distribution for containers.
    [GeneratedRegex(@"(?<![^\s""'=:,(\[<])(?:-[A-Z])?(?:/[\w.-]{1,64}){0,4}/(?:home[0-9]?|homes|[Uu]sers|run/media)/(?!(?:kubernetes|linuxbrew|user-[0-9]+)\b)(?<name>[A-Za-z_][\w.-]{0,31})(?=[/\s:""',;)\]]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Home();

    // containerd's tables of registries, Docker's lists of them.
    [GeneratedRegex("""registry\.(?:configs|mirrors|auths?)\."(?<host>[A-Za-z0-9.-]{1,253})|"(?:insecure-registries|registry-mirrors)"\s{0,8}:\s{0,8}\["(?<host>[A-Za-z0-9.-]{1,253})""", RegexOptions.CultureInvariant)]
    private static partial Regex Registry();
}
