using Strata.Layers.Driver;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Driver;

public sealed class ProcFilesTests
{
    [Theory]
    [InlineData("NVRM version: NVIDIA UNIX x86_64 Kernel Module  510.85.02  Tue Jul 12 16:51:23 UTC 2022", "510.85.02", Flavour.Proprietary)]
    [InlineData("NVRM version: NVIDIA UNIX x86_64 Kernel Module 390.157 Wed Oct 12 09:19:07 UTC 2022", "390.157", Flavour.Proprietary)]
    [InlineData("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  560.28.03  Release Build  (user@host)  Thu Jul 18", "560.28.03", Flavour.Open)]
    [InlineData("loading NVIDIA UNIX aarch64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024", "535.183.01", Flavour.Proprietary)]
    public void TheBannerTellsVersionAndFlavour(string line, string version, Flavour flavour)
    {
        var banner = ProcVersionParser.Parse(line);

        Assert.Equal(version, banner?.Version.Text);
        Assert.Equal(flavour, banner?.Flavour);
    }

    [Fact]
    public void ModulesOfProcHaveTaints()
    {
        var modules = ModulesParser.Parse(TextDocument.Of("/proc/modules", "nvidia 56799232 17 nvidia_uvm,nvidia_modeset, Live 0x0000000000000000 (POE)\next4 1 1 - Live 0x0\nnvidia_uvm 1011712 0 - Live 0xffffffffc0911000 (OE)"));

        Assert.Equal(["nvidia", "nvidia_uvm"], modules.Select(module => module.Name));
        Assert.Equal("POE", modules[0].Taint);
        Assert.Equal("nvidia_uvm nvidia_modeset", string.Join(' ', modules[0].UsedBy));
        Assert.Empty(modules[1].UsedBy);
    }

    [Fact]
    public void ModulesOfLsmodHaveNone()
    {
        var module = Assert.Single(ModulesParser.Parse(TextDocument.Of("lsmod", "Module                  Size  Used by\nnvidia              56795136  17 nvidia_uvm,nvidia_modeset")));

        Assert.Equal(17, module.UseCount);
        Assert.Equal("", module.Taint);
    }

    [Fact]
    public void AUnitTellsItsStateAndCommand()
    {
        var unit = UnitParser.Parse(TextDocument.Of("systemctl status", """
            ● nvidia-persistenced.service - NVIDIA Persistence Daemon
                 Loaded: loaded (/lib/systemd/system/nvidia-persistenced.service; static)
                 Active: active (running) since Thu 2026-11-19 08:00:01 UTC; 1 day ago
                Process: 1501 ExecStart=/usr/bin/nvidia-persistenced --user nvidia-persistenced --no-persistence-mode --verbose (code=exited, status=0/SUCCESS)
            """));

        Assert.True(unit?.IsActive);
        Assert.Equal("static", unit?.Enabled);
        Assert.Contains("--no-persistence-mode", unit?.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLastExecStartOfAUnitFileCounts() =>
        Assert.Equal("/b", UnitParser.ExecStart(TextDocument.Of("unit", "[Service]\nExecStart=/a\nExecStart=\nExecStart=/b\n"))?.Command);
}
