using Strata.Layers.Kernel;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class DkmsStatusParserTests
{
    [Theory]
    [InlineData("nvidia, 470.57.02, 5.4.0-81-generic, x86_64: installed", "nvidia", "470.57.02", "5.4.0-81-generic", "installed", "")]
    [InlineData("nvidia, 470.57.02: added", "nvidia", "470.57.02", null, "added", "")]
    [InlineData("nvidia-current/535.309.01, 6.1.0-56-amd64, x86_64: installed", "nvidia-current", "535.309.01", "6.1.0-56-amd64", "installed", "")]
    [InlineData("nvidia/550.1, 6.1.0-56-amd64, x86_64: built", "nvidia", "550.1", "6.1.0-56-amd64", "built", "")]
    [InlineData("nvidia/570.1: broken", "nvidia", "570.1", null, "broken", "")]
    [InlineData("nvidia, 535.54.03, 5.14.0-1.el9.x86_64, x86_64: installed-weak from 5.14.0-2.el9.x86_64", "nvidia", "535.54.03", "5.14.0-1.el9.x86_64", "installed-weak", "from 5.14.0-2.el9.x86_64")]
    [InlineData("nvidia/535.1, 6.1.0, x86_64: installed (WARNING! Diff between built and installed module!)", "nvidia", "535.1", "6.1.0", "installed", "WARNING! Diff between built and installed module!")]
    [InlineData("nvidia/535.1, 6.1.0, x86_64: installed (Original modules exist)", "nvidia", "535.1", "6.1.0", "installed", "Original modules exist")]
    public void EveryGrammarIsRead(string line, string module, string version, string? kernel, string state, string note)
    {
        var entry = Assert.Single(DkmsStatusParser.Parse(TextDocument.Of("dkms status", line)));

        Assert.Equal((module, version, kernel, state, note), (entry.Module, entry.Version?.Text, entry.Kernel, entry.State, entry.Note));
        Assert.Equal(1, entry.Source.Line);
    }

    [Theory]
    [InlineData("zfs/2.1.11, 6.1.0-56-amd64, x86_64: installed")]
    [InlineData("Error! Could not locate dkms.conf file.")]
    [InlineData("")]
    public void OtherLinesArePassedOver(string line) => Assert.Empty(DkmsStatusParser.Parse(TextDocument.Of("dkms status", line)));
}
