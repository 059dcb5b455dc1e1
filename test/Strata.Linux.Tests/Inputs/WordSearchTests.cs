using System.Text;
using Strata.Linux.Inputs;
using Strata.Machine;

namespace Strata.Linux.Tests.Inputs;

public sealed class WordSearchTests
{
    [Theory]
    [InlineData("GPU has fallen off the bus")]
    [InlineData("Xid")]
    [InlineData("aaaa")]
    public void A_word_is_found_wherever_it_stands(string word)
    {
        var search = new WordSearch([word, "another one", "GPU lost"]);
        for (var before = 0; before < 40; before++)
        {
            var text = Encoding.UTF8.GetBytes(new string('.', before) + word + "\u00e9\u4e2d");
            search.Load(text);
            Assert.Equal(before, search.Next(0));
            search.Load(text.AsSpan(0, before + word.Length - 1));
            Assert.Equal(-1, search.Next(0));
        }
    }

    [Fact]
    public void Nothing_is_found_in_nothing()
    {
        var search = new WordSearch(["abcd"]);
        search.Load([]);
        Assert.Equal(-1, search.Next(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("na\u00efve")]
    public void AWordThatIsNotAsciiIsRefused(string word) => Assert.Throws<ArgumentException>(() => new WordSearch([word]));

    [Fact]
    public void It_agrees_with_a_plain_search_of_every_line()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var literals = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Word(random, random.Next(3, 8))).ToArray();
            var lines = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Word(random, random.Next(0, 30))).ToArray();
            var expected = Expected(lines, literals);
            Assert.Equal(expected, Found(lines, literals, random.Next(1, 50)));
        }
    }

    private static string Word(Random random, int length) => new([.. Enumerable.Range(0, length).Select(_ => "abc d"[random.Next(5)])]);

    private static List<LogLine> Expected(string[] lines, string[] literals)
    {
        var expected = new List<LogLine>();
        var after = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var isHit = literals.Any(literal => lines[i].Contains(literal, StringComparison.Ordinal));
            if (isHit || after > 0)
            {
                expected.Add(new LogLine(i + 1, lines[i]));
            }
            after = isHit ? 2 : Math.Max(0, after - 1);
        }
        return expected;
    }

    private static List<LogLine> Found(string[] lines, string[] literals, int blockSize)
    {
        var cutter = new LineCutter(new WordSearch(literals), 2);
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        var found = new List<LogLine>();
        for (var at = 0; at < bytes.Length; at += blockSize)
        {
            cutter.Matching(new ArraySegment<byte>(bytes, at, Math.Min(blockSize, bytes.Length - at)), found);
        }
        cutter.MatchingRest(found);
        return found;
    }
}
