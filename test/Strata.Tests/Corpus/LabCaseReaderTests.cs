using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Corpus;

public sealed class LabCaseReaderTests
{
    private const string Page =
        """
        ---
        source: owner/name#1
        root: nouveau-bound-to-gpu
        not-root: driver-*, other
        machine: whole
        ---
        # A title

        Prose.

        ```file /proc/driver/nvidia/version
        NVRM version: x
        ```

        ````tool=9 nvidia-smi
        ```
        ````

        ```stat /dev/nvidia0
        character 666 root video 195 0
        ```
        """;

    [Fact]
    public void APageBecomesAMachine()
    {
        var lab = LabCaseReader.Parse("page", Page);
        var machine = new LabMachine(lab);

        Assert.Empty(lab.Problems);
        Assert.Equal("A title", lab.Title);
        Assert.Equal("nouveau-bound-to-gpu", lab.Root);
        Assert.True(LabCase.Names(lab.NotRoot, "driver-not-installed-on-host"));
        Assert.False(LabCase.Names(lab.NotRoot, "others"));
        Assert.Equal("NVRM version: x", machine.Read("/proc/driver/nvidia/version").Or(null)?.Text);
        Assert.Equal(12, machine.Read("/proc/driver/nvidia/version").Source.Line ?? lab.Pieces[0].Content.At(0).Line);
        Assert.True(machine.Run(ToolCall.Of("nvidia-smi")).TryGet(out var output));
        Assert.Equal(9, output.ExitCode);
        Assert.Equal("```", output.Output.Text);
        Assert.Equal(new FileStatus(FileKind.CharacterDevice, 438, "root", "video", 195, 0), machine.Stat("/dev/nvidia0").Or(null));
        Assert.Equal<string>(["nvidia"], machine.List("/proc/driver").Or([]));
        Assert.True(machine.Read("/etc/os-release").IsAbsent);
    }

    [Fact]
    public void WhatIsNotUnderstoodIsNamed()
    {
        var lab = LabCaseReader.Parse("page", "---\ncolour: red\n---\n```picture x\n```\n```text\n");

        Assert.Equal<string>(["header: colour: red", "block: ```picture x", "block without an end: ```text"], lab.Problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("---")]
    [InlineData("```")]
    [InlineData("---\nroot:\n---\n```tool=x y\n```")]
    public void NothingIsTooBroken(string text) => Assert.NotNull(new LabMachine(LabCaseReader.Parse("x", text)));
}
