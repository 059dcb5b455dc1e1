using System.IO.Compression;
using System.Text;
using Strata.Linux;
using Strata.Machine;
using Strata.Machine.Transcripts;

namespace Strata.Cli;

/// <summary>Opens the machine that the user means.</summary>
internal static class Sources
{
    public static OpenedSource Open(string? from, string? root, string? record) =>
        from is not null ? OpenTexts([from]) : throw new InputException("this machine cannot be read");

    public static OpenedSource OpenTexts(IReadOnlyList<string> paths)
    {
        var texts = paths.Select(path => new LogText(path, Era.Current, Lines(path))).ToList();
        if (texts.Count == 1 && texts[0].Lines.Take(50).Any(line => line.Text.Contains("nvidia-bug-report", StringComparison.Ordinal)))
        {
            return new OpenedSource(BugReportReader.Read(paths[0], texts[0].Lines));
        }
        return new OpenedSource(PasteReader.Read(new Origin(OriginKind.Text, string.Join(", ", paths)), texts));
    }

    private static IEnumerable<LogLine> Lines(string path)
    {
        var number = 0;
        using Stream stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return new LogLine(++number, line);
        }
    }
}
