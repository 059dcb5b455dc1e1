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

    private Redactor(KnownNames known) => _patterns = new NamePatterns(known, _names);

    /// <summary>Redacts a capture; the second part tells what was removed.</summary>
    public static (CapturedMachine Captured, ImmutableArray<Removed> Removed) Redact(CapturedMachine capture)
    {
        var redactor = new Redactor(KnownNames.Of(capture));
        var items = capture.Items.Select(redactor.Item).ToImmutableArray();
        var origin = capture.Origin with { Name = redactor.Line(capture.Origin.Name, mayHoldVersions: false) };
        return (new CapturedMachine(origin, items), redactor._names.Removed);
    }

    private Captured Item(Captured item)
    {
        var isPackages = IsPackageList(item.Key);
        return item with
        {
            Key = Line(item.Key, mayHoldVersions: true),
            Why = item.Why is null ? null : Line(item.Why, mayHoldVersions: false),
            Source = item.Source is null ? null : Place(item.Source, isPackages),
            Lines = IsNameFile(item) ? [.. item.Lines.Select(Name)] : [.. item.Lines.Select(line => Line(line, isPackages))],
            Log = [.. item.Log.Select(line => new LogLine(line.Number, Line(line.Text, isPackages)))],
            Status = item.Status is null ? null : Owners(item.Status),
        };
    }

    private Source Place(Source source, bool isPackages) => source with
    {
        Name = Line(source.Name, mayHoldVersions: true),
        Text = source.Text is null ? null : Line(source.Text, isPackages),
    };

    private FileStatus Owners(FileStatus status) =>
        status with { Owner = Line(status.Owner, mayHoldVersions: true), Group = Line(status.Group, mayHoldVersions: true) };

    private string Line(string line, bool mayHoldVersions)
    {
        line = SecretPatterns.Remove(line, _names);
        line = AddressPatterns.Remove(line, _names, mayHoldVersions);
        return _patterns.Remove(line);
    }

    // The whole content is the name or the number.
    private string Name(string line)
    {
        var value = line.Trim();
        return value.Length == 0 ? line : _names.For(Placeholders.Host, value.Split('.')[0]);
    }

    private static bool IsNameFile(Captured item) =>
        item.Kind == CapturedKind.File && item.Key is "/etc/hostname" or "/proc/sys/kernel/hostname";

    private static bool IsPackageList(string key) =>
        key.StartsWith("dpkg ", StringComparison.Ordinal) || key.StartsWith("rpm ", StringComparison.Ordinal) || key.StartsWith("pacman ", StringComparison.Ordinal)
        || key.StartsWith("modinfo ", StringComparison.Ordinal) || key.StartsWith("/var/lib/dpkg/", StringComparison.Ordinal)
        || key.StartsWith("/var/log/apt/", StringComparison.Ordinal) || key.StartsWith("/var/log/dpkg", StringComparison.Ordinal)
        || key.StartsWith("apt-cache ", StringComparison.Ordinal) || key is "/etc/os-release";
}
