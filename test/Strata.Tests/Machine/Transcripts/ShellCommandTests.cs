using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Machine.Transcripts;

public sealed class ShellCommandTests
{
    [Theory]
    [InlineData("$ ")]
    [InlineData("# ")]
    [InlineData("#")]
    [InlineData("% ")]
    [InlineData("> ")]
    [InlineData("    $ ")]
    [InlineData("user@node7:~$ ")]
    [InlineData("user@node7:~$")]
    [InlineData("root@node7:/etc/modprobe.d# ")]
    [InlineData("root@3f2a1b4c5d6e:/workspace# ")]
    [InlineData("[user@node7 ~]$ ")]
    [InlineData("[root@node7 etc]# ")]
    [InlineData("[root@node7]~# ")]
    [InlineData("bash-5.1$ ")]
    [InlineData("sh-4.4# ")]
    [InlineData("user@node7 ~ % ")]
    [InlineData("node7% ")]
    [InlineData("node7# ")]
    [InlineData("➜  ~ ")]
    [InlineData("➜ ")]
    [InlineData("➜  strata git:(main) ✗ ")]
    [InlineData("❯ ")]
    [InlineData("λ ")]
    [InlineData("└─$ ")]
    [InlineData("└──╼ $ ")]
    [InlineData("└─[$] ")]
    [InlineData("╰─$ ")]
    [InlineData("╰─❯ ")]
    [InlineData("╰─➤  ")]
    [InlineData("user@node7 ~> ")]
    [InlineData("user@node7 /e/nvidia> ")]
    [InlineData("user@node7:~> ")]
    [InlineData("node7:~ # ")]
    [InlineData("node7 ~ # ")]
    [InlineData("user@node7 ~ $ ")]
    [InlineData("laptop:~ user$ ")]
    [InlineData("/ # ")]
    [InlineData("~ # ")]
    [InlineData("/app $ ")]
    [InlineData("(base) user@node7:~$ ")]
    [InlineData("(base) ➜  ~ ")]
    [InlineData("(my env) $ ")]
    [InlineData("[10:11:12] user@node7:~$ ")]
    [InlineData("10:11:12 user@node7 ~ $ ")]
    [InlineData("[nix-shell:~]$ ")]
    [InlineData("I have no name!@pod-7:/$ ")]
    [InlineData("PS C:\\Users\\user> ")]
    [InlineData("PS /home/user> ")]
    [InlineData("C:\\Windows\\System32>")]
    [InlineData("+ ")]
    public void APromptIsKnown(string prompt)
    {
        Assert.Equal(new ShellCommand("nvidia-smi", "-q -d ECC", IsFiltered: false), ShellCommand.Parse(prompt + "nvidia-smi -q -d ECC"));
        Assert.Equal(new ShellCommand("modprobe", "nvidia", IsFiltered: true), ShellCommand.Parse(prompt + "sudo modprobe nvidia | tee log"));
    }

    [Theory]
    [InlineData("C:\\> nvidia-smi.exe -L", "nvidia-smi")]
    [InlineData("$ /usr/bin/nvidia-smi -L", "nvidia-smi")]
    [InlineData("$ LC_ALL=C sudo -E nvidia-smi -L", "nvidia-smi")]
    public void TheNameOfTheProgramIsBare(string line, string tool) => Assert.Equal(tool, ShellCommand.Parse(line)?.Tool);

    [Theory]
    [InlineData("I ran nvidia-smi and it failed")]
    [InlineData("On Monday, somebody@example.org wrote: nvidia-smi works")]
    [InlineData("The file > cat is not here")]
    [InlineData("100% free memory")]
    [InlineData("about 50% of docker hosts")]
    [InlineData("[ 4242.101010] NVRM: Xid (PCI:0000:65:00): 79, GPU has fallen off the bus.")]
    [InlineData("| NVIDIA-SMI 550.163.01             Driver Version: 550.163.01     CUDA Version: 12.4     |")]
    [InlineData("# This line is a remark")]
    [InlineData("## nvidia-smi")]
    [InlineData("1. docker run fails")]
    [InlineData("")]
    public void OtherTextIsNoCommand(string line) => Assert.Null(ShellCommand.Parse(line));
}
