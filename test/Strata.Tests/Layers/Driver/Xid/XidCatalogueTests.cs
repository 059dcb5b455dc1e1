using Strata.Judging;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Driver.Xid;

public sealed class XidCatalogueTests
{
    [Fact]
    public void TheWholeTableIsThere()
    {
        Assert.Equal(177, XidCatalogue.All.Count(entry => !entry.IsSwitch));
        Assert.Equal(420, XidCatalogue.All.Count(entry => entry.IsSwitch));
    }

    [Theory]
    [InlineData("79", "79")]
    [InlineData("Xid 79", "79")]
    [InlineData("xid079", "79")]
    [InlineData("S12028", "S12028")]
    [InlineData("SXid 12028", "S12028")]
    [InlineData("12028", "S12028")]
    public void ACodeIsFoundAsPeopleWriteIt(string text, string code) => Assert.Equal(code, XidCatalogue.Find(text)?.Code);

    [Theory]
    [InlineData("999")]
    [InlineData("")]
    [InlineData("no number")]
    public void WhatIsNewerIsNull(string text) => Assert.Null(XidCatalogue.Find(text));

    [Theory]
    [InlineData(13, State.Warning, Repair.RestartApp)]
    [InlineData(43, State.Info, Repair.None)]
    [InlineData(46, State.Fault, Repair.ResetGpu)]
    [InlineData(62, State.Fault, Repair.ResetGpu)]
    [InlineData(74, State.Fault, Repair.ResetGpu)]
    [InlineData(92, State.Info, Repair.None)]
    [InlineData(109, State.Fault, Repair.ResetGpu)]
    [InlineData(121, State.Info, Repair.None)]
    [InlineData(151, State.Fault, Repair.RestartVm)]
    public void NvidiasActionDecides(int code, State state, Repair repair)
    {
        var judged = XidJudgement.Of(XidCatalogue.Xid(code));

        Assert.Equal(state, judged.State);
        Assert.Equal(repair, judged.Repair);
    }

    [Fact]
    public void ANewerCodeIsAWarning() => Assert.Equal(State.Warning, XidJudgement.Of(null).State);

    [Theory]
    [InlineData("NETIR_LINK_EVT Fatal XC0 i0 Link 00 (0x025001c6 0x00000000 0x00000000)", 570, "INVESTIGATE_PEER_DEVICE")]
    [InlineData("NETIR_LINK_EVT Fatal XC0 i0 Link 00 (0x025001c6 0x00000000 0x00000000)", null, "INVESTIGATE_PEER_DEVICE")]
    public void TheWordsOfAnNvLinkErrorAreDecodedByBranch(string text, int? branch, string investigate)
    {
        var decoded = NvLink5Decoder.Decode(new XidEvent(149, null, text, new Source("log"), Era.Current, 0), branch);

        Assert.Equal("RESET_GPU", decoded?.Resolution);
        Assert.Equal(investigate, decoded?.Investigate);
    }

    [Fact]
    public void TheOldLayoutIsNotReadWithANewDriver() =>
        Assert.Null(NvLink5Decoder.Decode(new XidEvent(149, null, "NETIR_LINK_EVT Fatal XC0 i0 Link 00 (0x025001c6 0x00000000)", new Source("log"), Era.Current, 0), 580));

    [Theory]
    [InlineData("GPU recovery action changed from 0x0 (None) to 0x1 (GPU Reset Required)", Repair.ResetGpu)]
    [InlineData("GPU recovery action changed from 0x0 (None) to 0x1 (PF FLR)", Repair.ResetGpu)]
    [InlineData("GPU recovery action changed from 0x0 (None) to 0x2 (OS Reboot)", Repair.Reboot)]
    [InlineData("GPU recovery action changed from 0x0 (None) to 0x4 (Drain and Reset)", Repair.DrainAndReset)]
    [InlineData("GPU recovery action changed from 0x4 (Drain and Reset) to 0x0 (None)", null)]
    [InlineData("None", null)]
    public void TheDriversOwnAdviceIsRead(string text, Repair? repair) => Assert.Equal(repair, RecoveryAction.Of(text));
}
