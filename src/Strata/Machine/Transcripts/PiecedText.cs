namespace Strata.Machine.Transcripts;

/// <summary>A text that may stand in pieces; they are joined once, when it is read.</summary>
internal sealed class PiecedText
{
    private readonly TextDocument _first;
    private readonly List<string> _lines = [];
    private readonly List<int> _numbers = [];
    private readonly HashSet<int> _seen = [];
    private TextDocument? _whole;

    /// <summary>A text of one piece.</summary>
    public PiecedText(TextDocument first) => (_first, _whole) = (first, first);

    /// <summary>All pieces as one text, each line under its own number.</summary>
    public TextDocument Whole => _whole ??= _first with { Lines = [.. _lines], Numbers = [.. _numbers] };

    /// <summary>Adds a piece behind the others.</summary>
    public void Add(TextDocument piece)
    {
        Begin();
        Take(piece);
        _whole = null;
    }

    /// <summary>True when the line of the input with this number is in it.</summary>
    public bool HasLine(int number)
    {
        Begin();
        return _seen.Contains(number);
    }

    // Most texts stand in one piece and are never counted.
    private void Begin()
    {
        if (_lines.Count == 0)
        {
            Take(_first);
        }
    }

    private void Take(TextDocument piece)
    {
        for (var i = 0; i < piece.Lines.Length; i++)
        {
            var number = piece.At(i).Line ?? piece.FirstLine + i;
            _lines.Add(piece.Lines[i]);
            _numbers.Add(number);
            _seen.Add(number);
        }
    }
}
