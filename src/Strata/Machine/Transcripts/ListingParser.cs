using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>Reads `ls -l` lines: names, links, device numbers, modes. Written from coreutils' output.</summary>
public static partial class ListingParser
{
    /// <summary>Adds what a listing tells to the transcript. Names without a slash belong to <paramref name="directory"/>.</summary>
    public static void AddTo(TranscriptMachine machine, string directory, TextDocument listing)
    {
        var names = new List<string>();
        var folder = directory.TrimEnd('/');
        for (var i = 0; i < listing.Lines.Length; i++)
        {
            var line = listing.Lines[i];
            if (NoSuchFile().Match(line) is { Success: true } missing)
            {
                var path = missing.Groups["path"].Value;
                machine.AddAbsent(path, listing.At(i));
                machine.AddAbsentDirectory(path, listing.At(i));
                continue;
            }
            if (Row().Match(line) is not { Success: true } row)
            {
                continue;
            }
            var name = row.Groups["name"].Value;
            var full = name.StartsWith('/') ? name : folder + "/" + name;
            if (name is "." or "..")
            {
                continue;
            }
            names.Add(full[(full.LastIndexOf('/') + 1)..]);
            machine.AddStatus(full, StatusOf(row), listing.At(i));
            if (row.Groups["target"].Success)
            {
                machine.AddLink(full, row.Groups["target"].Value, listing.At(i));
            }
        }
        if (names.Count > 0 && folder.Length > 0 && folder.StartsWith('/') && !folder.Contains('*', StringComparison.Ordinal))
        {
            machine.AddDirectory(folder, names, listing.Whole);
        }
    }

    private static FileStatus StatusOf(Match row)
    {
        var mode = row.Groups["mode"].Value;
        var kind = mode[0] switch
        {
            'd' => FileKind.Directory,
            'l' => FileKind.Link,
            'c' => FileKind.CharacterDevice,
            'b' => FileKind.BlockDevice,
            'p' => FileKind.Fifo,
            's' => FileKind.Socket,
            '-' => FileKind.Regular,
            _ => FileKind.Other,
        };
        var bits = 0;
        for (var i = 1; i < 10; i++)
        {
            bits = (bits << 1) | (mode[i] is '-' or 'S' or 'T' ? 0 : 1);
        }
        return new FileStatus(kind, bits, row.Groups["owner"].Value, row.Groups["group"].Value, Number(row.Groups["major"]), Number(row.Groups["minor"]));
    }

    private static int? Number(Group group) =>
        group.Success && int.TryParse(group.Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?<mode>[-dlcbps][-rwxsStT]{9})[.+@]?\s+\d+\s+(?<owner>\S+)\s+(?<group>\S+)\s+(?:(?<major>\d+),\s*(?<minor>\d+)|[\d.]+[KMGT]?)\s+(?:\S+\s+){1,3}?(?:\d\d:\d\d(?::\d\d\S*)?(?: [+-]\d{4})?|\d{4})\s+(?<name>\S.*?)(?: -> (?<target>\S.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex(@"^ls: cannot (?:access|open directory) ['‘""]?(?<path>/[^'’"":]+)['’""]?: No such file or directory", RegexOptions.CultureInvariant)]
    private static partial Regex NoSuchFile();
}
