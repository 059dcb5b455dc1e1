using Strata.Linux.Nvml.Reading;
using Strata.Linux.Tests.Peers;

namespace Strata.Linux.Tests.Nvml.Reading;

[Collection(FakeDriverTests.Name)]
public sealed class LinkReaderTests(FakeDriver driver)
{
    [PeerTheory("cc")]
    [InlineData("B200")]
    [InlineData("H100")]
    public void Each_link_tells_its_bytes_in_either_generation(string board)
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 " + board, "clock 1000");
        var links = new LinkReader(loaded.Device(0), 580, 18).Read();
        Assert.Equal(Enumerable.Range(0, 18), links.Select(link => link.Link));
        Assert.All(links, link => Assert.True(link is { SentBytes: > 1e9, ReceivedBytes: > 1e9 }));
    }

    [PeerFact("cc")]
    public void All_links_together_are_the_sum_of_each()
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 B200", "clock 1000");
        using var samples = new SampleReader(loaded.Device(0), 580);
        var links = new LinkReader(loaded.Device(0), 580, 18).Read();
        Assert.Equal(1, samples.Read().Value.NvLinkSentBytes!.Value / links.Sum(link => link.SentBytes!.Value), 1e-3);
    }

    [PeerFact("cc")]
    public void A_board_without_links_asks_nothing()
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 T4");
        Assert.Empty(new LinkReader(loaded.Device(0), 580, 0).Read());
        Assert.DoesNotContain("nvmlDeviceGetFieldValues", loaded.Machine.Counts().Keys);
    }
}
