using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Strata.Judging;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;

namespace Strata.Lab;

/// <summary>The files of the lab.</summary>
/// <param name="Root">The folder.</param>
public sealed record LabFolder(string Root)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Folders of cases, in the order of the table.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["cases", "distinctions", "synthetic", "live", "healthy"];

    /// <summary>The case files, as group and name.</summary>
    public IEnumerable<(string Group, string Name)> CaseNames() => Groups
        .Where(group => Directory.Exists(Path.Combine(Root, group)))
        .SelectMany(group => Directory.EnumerateFiles(Path.Combine(Root, group), "*.md")
            .Order(StringComparer.Ordinal)
            .Select(path => (group, Path.GetFileNameWithoutExtension(path))));

    /// <summary>Reads a case.</summary>
    public LabCase ReadCase(string group, string name) =>
        LabCaseReader.Parse(name, File.ReadAllText(Path.Combine(Root, group, name + ".md")));

    /// <summary>The labels of the bug reports.</summary>
    public IReadOnlyList<BugReportLabel> Labels() =>
        JsonSerializer.Deserialize<List<BugReportLabel>>(File.ReadAllText(Path.Combine(Root, "bugreports", "labels.json")), Json)!;

    /// <summary>The lines of a bug report, as far as its compressed parts are whole.</summary>
    public IReadOnlyList<LogLine> ReadBugReport(string file)
    {
        using var packed = File.OpenRead(Path.Combine(Root, "bugreports", file));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        try
        {
            unpacked.CopyTo(bytes);
        }
        catch (InvalidDataException)
        {
            // The last part of a report is often cut; what came before it counts.
        }
        var text = TextDocument.Of(file, Encoding.UTF8.GetString(bytes.ToArray()));
        return [.. text.Lines.Select((line, index) => new LogLine(index + 1, line))];
    }

    /// <summary>Judges a machine with all rules.</summary>
    public static Report Judge(IMachine machine) => new Judge(Rules.All).Decide(Snapshotter.Take(machine));

    /// <summary>Judges a bug report.</summary>
    public Report Judge(string bugReport) => Judge(BugReportReader.Read(bugReport, ReadBugReport(bugReport)));
}
