using Strata.Layers.Bus;
using Xunit;

namespace Strata.Tests.Layers.Bus;

public sealed class ConfigSpaceTests
{
    [Fact]
    public void AllOnesDoNotAnswer() => Assert.False(ConfigSpace.Answers(Enumerable.Repeat((byte)0xff, 64).ToArray()));

    [Fact]
    public void NothingReadSaysNothing() => Assert.True(ConfigSpace.Answers([]));

    [Fact]
    public void HeaderType127DoesNotAnswer()
    {
        var config = new byte[64];
        config[0x0e] = 0x7f;

        Assert.False(ConfigSpace.Answers(config));
    }

    [Fact]
    public void FindsAccessControlInTheExtendedSpace()
    {
        var config = new byte[4096];
        BitConverter.GetBytes(0x2001_0001u | (0x200u << 20)).CopyTo(config, 0x100);
        BitConverter.GetBytes(0x0001_000du).CopyTo(config, 0x200);
        config[0x206] = 0x1d;

        Assert.Equal(new AcsControl(true, true, true), ConfigSpace.Acs(config));
    }

    [Fact]
    public void ACapabilityListThatTurnsInCirclesEnds()
    {
        var config = new byte[256];
        config[0x34] = 0x40;
        config[0x41] = 0x40;

        Assert.Equal((null, null), ConfigSpace.Links(config));
    }
}
