using Strata.Rendering;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class TextFlowTests
{
    [Fact]
    public void Wraps_at_blanks_and_cuts_long_words() =>
        Assert.Equal(["one two", "aaaaaaaaaa", "aaaaa tail"], TextFlow.Wrap("one two aaaaaaaaaaaaaaa tail", 10));

    [Fact]
    public void Wide_and_combining_characters_are_measured()
    {
        Assert.Equal(4, TextFlow.Columns("显卡"));
        Assert.Equal(1, TextFlow.Columns("e\u0301"));
        Assert.Equal("显...", TextFlow.Cut("显卡错误", 6));
    }

    [Fact]
    public void Ascii_replaces_the_rest() => Assert.Equal("a... 'b' - ??", TextFlow.ToAscii("a… ‘b’ – é显"));

    [Fact]
    public void An_empty_text_has_no_line() => Assert.Empty(TextFlow.Wrap("  ", 10));
}
