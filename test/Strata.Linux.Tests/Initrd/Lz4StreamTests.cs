using Strata.Linux.Initrd;

namespace Strata.Linux.Tests.Initrd;

public sealed class Lz4StreamTests
{
    // "abcabcabcabcabcabcabcabc, and abcabcabc again: strata, strata, strata" as `lz4 -l` packs it.
    private const string Packed = "AiFMGCkAAAA/YWJjAwACZSwgYW5kIA8A9gAgYWdhaW46IHN0cmF0YSwIAFB0cmF0YQ==";

    [Fact]
    public void WhatTheToolPacksIsUnpacked()
    {
        using var stream = new StreamReader(new Lz4Stream(new MemoryStream(Convert.FromBase64String(Packed))));

        Assert.Equal("abcabcabcabcabcabcabcabc, and abcabcabc again: strata, strata, strata", stream.ReadToEnd());
    }

    [Theory]
    [InlineData(new byte[] { 0x10 }, "literals that are not there")]
    [InlineData(new byte[] { 0xf0, 0xff }, "a length without end")]
    [InlineData(new byte[] { 0x10, 0x41, 0x00, 0x00 }, "a distance of zero")]
    [InlineData(new byte[] { 0x10, 0x41, 0x02, 0x00 }, "a distance before the start")]
    [InlineData(new byte[] { 0x1f, 0x41, 0x01, 0x00, 0xff, 0xff, 0x00 }, "more than fits")]
    public void ADamagedBlockIsRefused(byte[] block, string because) =>
        Assert.True(Assert.ThrowsAny<Exception>(() => Lz4Stream.Unpack(block, new byte[100])) is InvalidDataException, because);
}
