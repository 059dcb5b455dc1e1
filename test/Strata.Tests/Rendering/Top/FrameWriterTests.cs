using FsCheck;
using FsCheck.Fluent;
using Strata.Rendering.Top;
using Xunit;

namespace Strata.Tests.Rendering.Top;

public sealed class FrameWriterTests
{
    private const int Width = 14;
    private const int Height = 4;

    [Fact]
    public void What_is_written_turns_one_frame_into_the_other() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Frames().ToArbitrary(), Frames().ToArbitrary(), (before, now) =>
    {
        var screen = new ScreenModel(Width, Height);
        screen.Write(FrameWriter.Write(null, before, colour: true));
        screen.Write(FrameWriter.Write(before, now, colour: true));
        return Enumerable.Range(0, Height).All(row => screen.Row(row) == now.Text(row));
    }));

    [Fact]
    public void Nothing_changed_writes_nothing()
    {
        var frame = Frame("abc", "训练");
        Assert.Equal("", FrameWriter.Write(frame, Frame("abc", "训练"), colour: true));
    }

    [Fact]
    public void One_changed_letter_writes_little() => Assert.Equal("\e[1;3HX", FrameWriter.Write(Frame("abcdefghij"), Frame("abXdefghij"), colour: true));

    [Fact]
    public void Another_size_writes_everything() =>
        Assert.StartsWith("\e[0m\e[2J", FrameWriter.Write(new TopFrame(5, 1, []), Frame("abc"), colour: true), StringComparison.Ordinal);

    [Fact]
    public void Without_colour_only_intensity_is_set()
    {
        var frame = new TopFrame(Width, 1, [new TopLine(false).Add("a", TopStyle.Bad | TopStyle.Bold).Add("b", TopStyle.Accent | TopStyle.Reverse)]);
        Assert.Equal("\e[0m\e[2J\e[1;1H\e[0;1ma\e[0;7mb\e[0m", FrameWriter.Write(null, frame, colour: false));
        Assert.Contains("\e[0;1;31m", FrameWriter.Write(null, frame, colour: true), StringComparison.Ordinal);
    }

    private static Gen<TopFrame> Frames() =>
        from lines in Gen.Elements("a", "b", " ", "训", "é", "e\u0301", "█").ListOf(Width).ListOf(Height)
        select Frame([.. lines.Select(line => string.Concat(line))]);

    private static TopFrame Frame(params string[] lines) => new(Width, Height, lines.Select(line => new TopLine(false).Add(line)));

    /// <summary>A terminal that knows what the writer uses; overwriting half of a wide character erases the other half.</summary>
    private sealed class ScreenModel(int width, int height)
    {
        private readonly string[,] _cells = Blank(width, height);

        public string Row(int row) => string.Concat(Enumerable.Range(0, width).Select(column => _cells[row, column])).TrimEnd();

        public void Write(string sequences)
        {
            var (row, column) = (0, 0);
            for (var i = 0; i < sequences.Length;)
            {
                if (sequences[i] == '\e')
                {
                    var end = sequences.AsSpan(i).IndexOfAny("mJH") + i;
                    if (sequences[end] == 'H')
                    {
                        var place = sequences[(i + 2)..end].Split(';');
                        (row, column) = (int.Parse(place[0]) - 1, int.Parse(place[1]) - 1);
                    }
                    i = end + 1;
                    continue;
                }
                var letter = System.Text.Rune.GetRuneAt(sequences, i);
                i += letter.Utf16SequenceLength;
                var columns = Strata.Rendering.TextFlow.Columns(letter.ToString());
                if (columns == 0)
                {
                    var owner = _cells[row, column - 1].Length > 0 ? column - 1 : column - 2;
                    _cells[row, owner] += letter;
                    continue;
                }
                for (var half = 0; half < columns; half++)
                {
                    Erase(row, column + half);
                    _cells[row, column + half] = half == 0 ? letter.ToString() : "";
                }
                column += columns;
            }
        }

        private void Erase(int row, int column)
        {
            if (_cells[row, column].Length == 0)
            {
                _cells[row, column - 1] = " ";
            }
            else if (column + 1 < width && _cells[row, column + 1].Length == 0)
            {
                _cells[row, column + 1] = " ";
            }
            _cells[row, column] = " ";
        }

        private static string[,] Blank(int width, int height)
        {
            var cells = new string[height, width];
            for (var i = 0; i < width * height; i++)
            {
                cells[i / width, i % width] = " ";
            }
            return cells;
        }
    }
}
