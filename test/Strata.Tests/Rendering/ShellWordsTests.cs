using Strata.Rendering;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("apt-get install linux-headers-6.8.0", "apt-get", "install", "linux-headers-6.8.0")]
    [InlineData("echo 'a b' ''", "echo", "a b", "")]
    [InlineData("echo 'it'\\''s' '$HOME' '*'", "echo", "it's", "$HOME", "*")]
    [InlineData("'A=b' c=d", "A=b", "c=d")]
    [InlineData("echo $'x\\U0000001b[2J\\'\\\\'", "echo", "x\e[2J'\\")]
    [InlineData("echo '<kernel>' 'a|b' 'a;b'", "echo", "<kernel>", "a|b", "a;b")]
    public void Words_are_quoted_for_a_shell(string expected, params string[] words) => Assert.Equal(expected, ShellWords.Join(words));
}
