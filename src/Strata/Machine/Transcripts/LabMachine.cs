using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Strata.Machine.Transcripts;

/// <summary>A lab case as a machine: pasted text is read as any paste, files, tools and logs are what the case says.</summary>
public sealed class LabMachine : IMachine
{
    private readonly TranscriptMachine _told;
    private readonly bool _isWhole;

    /// <summary>Makes the machine of a case.</summary>
    public LabMachine(LabCase lab)
    {
        _isWhole = lab.IsWholeMachine;
        var origin = new Origin(_isWhole ? OriginKind.Root : OriginKind.Text, lab.Name);
        var pasted = lab.Pieces.Where(piece => piece.Kind == LabPieceKind.Text).ToList();
        _told = pasted.Count == 0
            ? new TranscriptMachine(origin)
            : PasteReader.Read(origin, new LogText(lab.Name, Era.Current, pasted.SelectMany(piece => Lines(piece.Content))));
        foreach (var piece in lab.Pieces)
        {
            Tell(piece);
        }
        foreach (var log in lab.Pieces.Where(piece => piece.Kind is LabPieceKind.Log or LabPieceKind.EarlierLog or LabPieceKind.PastLog).OrderByDescending(piece => piece.Kind))
        {
            _told.Add(new LogText(log.Name, EraOf(log.Kind), Lines(log.Content)));
        }
        foreach (var directory in Directories(lab.Pieces))
        {
            _told.AddDirectory(directory.Key, directory, new Source(directory.Key));
        }
    }

    /// <inheritdoc/>
    public Origin Origin => _told.Origin;

    /// <inheritdoc/>
    public Reading<TextDocument> Read(string path) => Answer(_told.Read(path));

    /// <inheritdoc/>
    public Reading<ReadOnlyMemory<byte>> ReadBytes(string path, int most) => Read(path).Map(text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text.Text);
        return (ReadOnlyMemory<byte>)bytes.AsMemory(0, Math.Clamp(most, 0, bytes.Length));
    });

    /// <inheritdoc/>
    public Reading<ImmutableArray<string>> List(string directory) => Answer(_told.List(directory));

    /// <inheritdoc/>
    public Reading<string> ReadLink(string path) => Answer(_told.ReadLink(path));

    /// <inheritdoc/>
    public Reading<FileStatus> Stat(string path)
    {
        var status = _told.Stat(path);
        return !status.IsKnown && _told.Read(path) is { IsKnown: true } file
            ? Reading.Known(new FileStatus(FileKind.Regular, OctalMode("644"), "root", "root"), file.Source)
            : Answer(status);
    }

    /// <inheritdoc/>
    public Reading<ToolOutput> Run(ToolCall call) => Answer(_told.Run(call));

    /// <inheritdoc/>
    public IEnumerable<LogText> Logs() => _told.Logs();

    private void Tell(LabPiece piece)
    {
        var source = piece.Content.Whole;
        switch (piece.Kind)
        {
            case LabPieceKind.File:
                _told.Add(piece.Name, piece.Content);
                break;
            case LabPieceKind.Link:
                _told.AddLink(piece.Name, piece.Content.FirstTrimmed, source);
                break;
            case LabPieceKind.Stat when ParseStatus(piece.Content.FirstTrimmed) is { } status:
                _told.AddStatus(piece.Name, status, source);
                break;
            case LabPieceKind.Tool:
                var words = piece.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                _told.Add(new ToolCall(words[0], [.. words.Skip(1)]), piece.Content, piece.Exit);
                break;
        }
    }

    private static IEnumerable<IGrouping<string, string>> Directories(IEnumerable<LabPiece> pieces) => pieces
        .Where(piece => piece.Kind is LabPieceKind.File or LabPieceKind.Link or LabPieceKind.Stat)
        .SelectMany(piece => Ancestors(piece.Name))
        .GroupBy(pair => pair.Directory, pair => pair.Name, StringComparer.Ordinal);

    private static IEnumerable<(string Directory, string Name)> Ancestors(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return (path[..slash], path[(slash + 1)..].Split('/')[0]);
        }
    }

    private static Era EraOf(LabPieceKind kind) => kind switch
    {
        LabPieceKind.EarlierLog => Era.EarlierBoot,
        LabPieceKind.PastLog => Era.Past,
        _ => Era.Current,
    };

    private static IEnumerable<LogLine> Lines(TextDocument text) => text.Lines.Select((line, index) => new LogLine(text.FirstLine + index, line));

    private static FileStatus? ParseStatus(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        FileKind? kind = words.FirstOrDefault() switch
        {
            "regular" => FileKind.Regular,
            "directory" => FileKind.Directory,
            "character" => FileKind.CharacterDevice,
            "block" => FileKind.BlockDevice,
            "fifo" => FileKind.Fifo,
            "socket" => FileKind.Socket,
            "link" => FileKind.Link,
            _ => null,
        };
        return kind is null || words.Length < 4 || words[1].Length > 5 || !words[1].All(char.IsAsciiDigit)
            ? null
            : new FileStatus(kind.Value, OctalMode(words[1]), words[2], words[3], Number(words, 4), Number(words, 5));
    }

    private static int OctalMode(string digits) => digits.Aggregate(0, (sum, digit) => (sum * 8) + (digit - '0'));

    private static int? Number(string[] words, int index) =>
        index < words.Length && int.TryParse(words[index], CultureInfo.InvariantCulture, out var number) ? number : null;

    private Reading<T> Answer<T>(Reading<T> reading) =>
        _isWhole && reading.IsUnreadable ? Reading.Absent<T>(reading.Source) : reading;
}
