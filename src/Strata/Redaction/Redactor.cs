using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Redaction;

/// <summary>
/// Takes names, addresses, serial numbers and secrets out of a capture and keeps what is evidence: PCI addresses, versions,
/// kernel releases, times, GPU UUIDs. The same value gets the same placeholder everywhere.
/// </summary>
public sealed class Redactor
{
    private readonly Placeholders _names = new();
    private readonly NamePatterns _patterns;
    private readonly KnownNames _known;

    private Redactor(KnownNames known)
    {
        _known = known;
        _patterns = new NamePatterns(known, _names);
    }

    /// <summary>Redacts a capture; the second part tells what was removed.</summary>
    public static (CapturedMachine Captured, ImmutableArray<Removed> Removed) Redact(CapturedMachine capture)
    {
        var redactor = new Redactor(KnownNames.Of(capture));
        var items = capture.Items.Select(redactor.Item).ToImmutableArray();
        var origin = capture.Origin with { Name = redactor.Path(capture.Origin.Name) };
        return (new CapturedMachine(origin, items), redactor._names.Removed);
    }

    private Captured Item(Captured item)
    {
        var isPackages = IsPackageList(item.Key);
        return item with
        {
            Key = Path(item.Key),
            Input = item.Input is null ? null : Path(item.Input),
            Why = item.Why is null ? null : Line(item.Why, mayHoldVersions: false),
            Source = item.Source is null ? null : Place(item.Source, isPackages),
            Lines = [.. item.Lines.Select(WithoutKeys(Reader(item, isPackages)))],
            Log = Log(item.Log, isPackages),
            Bytes = ConfigSpaceSerial.Owns(item.Key) ? ConfigSpaceSerial.Remove(item.Bytes, _names) : item.Bytes,
            Status = item.Status is null ? null : item.Status with { Owner = Owner(item.Status.Owner), Group = Owner(item.Status.Group) },
        };
    }

    private ImmutableArray<LogLine> Log(ImmutableArray<LogLine> lines, bool isPackages)
    {
        var read = WithoutKeys(line => Line(line, isPackages));
        return [.. lines.Select(line => new LogLine(line.Number, read(line.Text)))];
    }

    private Func<string, string> WithoutKeys(Func<string, string> read)
    {
        var key = new KeyBlock(_names);
        return line => key.Remove(line, read);
    }

    private Func<string, string> Reader(Captured item, bool isPackages) => item switch
    {
        { Kind: CapturedKind.List, Key: "/home" } => name => name == "lost+found" ? name : _names.For(Placeholders.User, name),
        { Kind: CapturedKind.List } when HostPlaces.IsAptLists(item.Key) => name => HostPlaces.RemoveFromList(name, _names),
        { Kind: CapturedKind.List or CapturedKind.Link } => Path,
        { Kind: CapturedKind.File, Key: "/etc/hostname" or "/proc/sys/kernel/hostname" } => Name,
        { Kind: CapturedKind.File, Key: "/etc/passwd" } => Account,
        { Kind: CapturedKind.File } when AptConfig.Owns(item.Key) => AptLine(isPackages),
        { Kind: CapturedKind.File, Key: "/etc/nvidia-imex/nodes_config.cfg" } => line => Line(HostPlaces.RemoveFromPeers(line, _names), isPackages),
        { Kind: CapturedKind.File, Key: var key } when key.Contains("/grub", StringComparison.Ordinal) =>
            line => IsBootPassword(line) ? _names.For(Placeholders.Secret, line) : Line(line, isPackages),
        _ => line => Line(line, isPackages),
    };

    private Source Place(Source source, bool isPackages) => source with
    {
        Name = Path(source.Name),
        Text = source.Text is null ? null : Line(source.Text, isPackages),
    };

    private string Owner(string name) => _known.IsOwner(name) ? _names.For(Placeholders.User, name) : name;

    private Func<string, string> AptLine(bool isPackages)
    {
        var file = new AptConfig(_names);
        return line => Line(file.Remove(line), isPackages);
    }

    private string Path(string path)
    {
        path = SecretPatterns.Remove(HostPlaces.RemoveFromPath(path, _names), _names);
        path = UrlPatterns.Remove(path, _names, numbersToo: true);
        path = AddressPatterns.Remove(path, _names, mayHoldVersions: true);
        return _patterns.RemoveFromPath(IdPatterns.Remove(path, _names));
    }

    private string Line(string line, bool mayHoldVersions)
    {
        line = UrlPatterns.Remove(line, _names, mayHoldVersions);
        line = SecretPatterns.Remove(line, _names);
        line = HostPlaces.Remove(line, _names);
        line = AccountPatterns.Remove(line, _names);
        line = IdPatterns.Remove(line, _names);
        line = MountPatterns.Remove(line, _names);
        line = AddressPatterns.Remove(line, _names, mayHoldVersions);
        return _patterns.Remove(line);
    }

    // The whole content is the name or the number.
    private string Name(string line)
    {
        var value = line.Trim();
        return value.Length == 0 ? line : _names.For(Placeholders.Host, value.Split('.')[0]);
    }

    // Name and numbers say who owns a file; the full name, the home and the shell say nothing about a GPU.
    private string Account(string line)
    {
        var fields = line.Split(':');
        if (fields.Length < 4)
        {
            return "";
        }
        var name = KnownNames.IsPerson(fields[2]) ? _names.For(Placeholders.User, fields[0]) : fields[0];
        return $"{name}:x:{fields[2]}:{fields[3]}:::";
    }

    private static bool IsBootPassword(string line)
    {
        var text = line.AsSpan().TrimStart();
        return text.StartsWith("password", StringComparison.Ordinal) || text.Contains("superusers", StringComparison.Ordinal)
            || text.Contains("grub.pbkdf2.", StringComparison.Ordinal);
    }

    private static bool IsPackageList(string key) =>
        key.StartsWith("dpkg ", StringComparison.Ordinal) || key.StartsWith("rpm ", StringComparison.Ordinal) || key.StartsWith("pacman ", StringComparison.Ordinal)
        || key.StartsWith("modinfo ", StringComparison.Ordinal) || key.StartsWith("/var/lib/dpkg/", StringComparison.Ordinal)
        || key.StartsWith("/var/log/apt/", StringComparison.Ordinal) || key.StartsWith("/var/log/dpkg", StringComparison.Ordinal)
        || key.StartsWith("apt-cache ", StringComparison.Ordinal) || key.StartsWith("/var/lib/apt/lists/", StringComparison.Ordinal) || key is "/etc/os-release";
}
