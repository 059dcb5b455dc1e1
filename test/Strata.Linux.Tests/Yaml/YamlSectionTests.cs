using System.Text;
using Strata.Linux.Yaml;

namespace Strata.Linux.Tests.Yaml;

public sealed class YamlSectionTests
{
    [Fact]
    public void Keys_are_read_with_their_kinds()
    {
        var keys = Parse("""
            # a comment
            name: "null"
            empty:
            on: yes
            count: 12
            time: 1m30s
            list: [a, b]
            one: alone
            inner:
              key: value
            """);
        Assert.Equal("null", keys.Text("name"));
        Assert.Null(keys.Text("empty"));
        Assert.Null(keys.Text("missing"));
        Assert.True(keys.Flag("on"));
        Assert.Equal(12, keys.Number("count", 0, 20));
        Assert.Equal(TimeSpan.FromSeconds(90), keys.Time("time", TimeSpan.Zero, TimeSpan.FromDays(1)));
        Assert.Equal([("a", 7), ("b", 7)], keys.Texts("list").ToArray());
        Assert.Equal([("alone", 8)], keys.Texts("one").ToArray());
        Assert.Equal("value", keys.Section("inner")!.Text("key"));
        keys.End();
    }

    [Theory]
    [InlineData("a: 1\nb: 2\nwrong: 3", "f.yaml:3: wrong: no such key; known are a, b")]
    [InlineData("a: 1\na: 2", "f.yaml:2: a: stands here twice")]
    [InlineData("a: &x 1\nb: *x", "f.yaml:1: anchors and aliases (& and *) are not read")]
    [InlineData("a: 1\nb: *x", "f.yaml:2: anchors and aliases (& and *) are not read")]
    [InlineData("a: !!str 1", "f.yaml:1: tags (!) are not read")]
    [InlineData("a: !System.Object {}", "f.yaml:1: tags (!) are not read")]
    [InlineData("a: 1\n---\nb: 2", "f.yaml:2: a second document; one is read")]
    [InlineData("- a", "f.yaml:1: not a mapping; lines of the form key: value are")]
    [InlineData("just text", "f.yaml:1: not a mapping; lines of the form key: value are")]
    [InlineData("a: {b: {c: {d: {e: {f: {g: {h: {i: {j: 1}}}}}}}}}", "f.yaml:1: more than 8 levels deep")]
    [InlineData("[a, b]: c", "f.yaml:1: not a mapping; lines of the form key: value are", true)]
    public void What_is_refused_is_one_line_with_its_place(string text, string error, bool onlyStart = false)
    {
        var told = Assert.Throws<InputException>(() =>
        {
            var keys = Parse(text);
            keys.Text("a");
            keys.Text("b");
            keys.End();
        }).Message;
        Assert.DoesNotContain('\n', told);
        if (onlyStart)
        {
            Assert.StartsWith("f.yaml:1: ", told, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(error, told);
    }

    [Theory]
    [InlineData("count: many", "f.yaml:1: count: many: not a whole number from 0 to 20")]
    [InlineData("count: 21", "f.yaml:1: count: 21: not a whole number from 0 to 20")]
    [InlineData("\ncount:\n  x: 1", "f.yaml:3: count: a single value is wanted here")]
    [InlineData("count: [1]", "f.yaml:1: count: a single value is wanted here")]
    public void A_wrong_value_tells_what_is_known(string text, string error) =>
        Assert.Equal(error, Assert.Throws<InputException>(() => Parse(text).Number("count", 0, 20)).Message);

    [Fact]
    public void A_key_of_an_inner_mapping_is_told_with_its_path()
    {
        var inner = Parse("outer:\n  inner:\n    flag: perhaps").Section("outer")!.Section("inner")!;
        Assert.Equal("f.yaml:3: outer.inner.flag: perhaps: not true or false", Assert.Throws<InputException>(() => inner.Flag("flag")).Message);
    }

    [Fact]
    public void A_bomb_of_nesting_or_of_items_is_refused()
    {
        Assert.Contains("levels deep", Assert.Throws<InputException>(() => Parse("a: " + new string('[', 100_000))).Message, StringComparison.Ordinal);
        Assert.Contains("values", Assert.Throws<InputException>(() => Parse("a: [" + string.Concat(Enumerable.Repeat("x,", 20_000)) + "]")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_or_no_file_is_refused()
    {
        using var tree = new TempTree();
        tree.File("large", new string('#', 300 * 1024)).Fifo("pipe").Folder("folder");
        foreach (var name in (string[])["large", "pipe", "folder", "missing"])
        {
            Assert.StartsWith(tree.At(name) + ": ", Assert.Throws<InputException>(() => YamlSection.Read(tree.At(name))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_the_only_error_is_a_line()
    {
        var random = new Random(1);
        var seed = Encoding.UTF8.GetBytes("listen: [127.0.0.1:9419, \"[::1]:1\"]\nhttp:\n  - a: 'b'\n    ? c\n    : |\n      d\n# e\n");
        for (var run = 0; run < 3000; run++)
        {
            var bytes = seed.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(random.Next(2) == 0 ? 256 : 64);
            }
            try
            {
                YamlSection.Parse("f.yaml", bytes.AsSpan(0, random.Next(bytes.Length))).End();
            }
            catch (InputException error)
            {
                Assert.StartsWith("f.yaml:", error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static YamlSection Parse(string text) => YamlSection.Parse("f.yaml", Encoding.UTF8.GetBytes(text));
}
