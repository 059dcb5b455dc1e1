using Strata.Linux.Nvml.Reading;
using Strata.Linux.Tests.Peers;
using Strata.Sampling;

namespace Strata.Linux.Tests.Nvml.Reading;

[Collection(FakeDriverTests.Name)]
public sealed class GpmReaderTests(FakeDriver driver)
{
    [PeerFact("cc")]
    public void Units_are_told_from_the_second_reading_on_in_parts_and_bytes()
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 H100", "clock 100", "set 0 utilization 50");
        using var reader = new GpmReader(loaded.Device(0), null, TimeSpan.Zero);
        Assert.Null(reader.Read());

        loaded.Machine.Configure("gpu 0 H100", "clock 110", "set 0 utilization 50");
        var units = reader.Read();
        Assert.NotNull(units);
        var load = units.Graphics!.Value;
        Assert.InRange(load, 0.01, 1);
        Assert.Equal(load * 0.92, units.Sm!.Value, 1e-9);
        Assert.Equal(load * 0.55, units.Tensor!.Value, 1e-9);
        Assert.Equal(load * 1.4e9, units.PcieReceivedBytesPerSecond!.Value, 1);
        Assert.Equal(load * 0.9e9, units.PcieSentBytesPerSecond!.Value, 1);
        Assert.True(units is { NvLinkSentBytesPerSecond: > 0, NvLinkReceivedBytesPerSecond: > 0 });
    }

    [PeerFact("cc")]
    public void A_gpu_without_counters_tells_nothing_and_costs_no_sample()
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 A100");
        using var reader = new GpmReader(loaded.Device(0), null, TimeSpan.Zero);
        Assert.Null(reader.Read());
        Assert.Null(reader.Read());
        Assert.DoesNotContain("nvmlGpmSampleAlloc", loaded.Machine.Counts().Keys);
    }

    [PeerFact("cc")]
    public void Counters_kept_for_administrators_are_absent_and_a_gap_is_not_bridged()
    {
        string[] machine = ["gpu 0 H100"];
        using var loaded = new LoadedMachine(driver, machine);
        using var reader = new GpmReader(loaded.Device(0), null, TimeSpan.Zero);
        reader.Read();
        loaded.Machine.Configure([.. machine, "return 0 nvmlGpmSampleGet 4"]);
        Assert.Null(reader.Read());
        loaded.Machine.Configure(machine);
        Assert.Null(reader.Read());
        Assert.NotNull(reader.Read());
    }

    [PeerFact("cc")]
    public void A_gpu_instance_has_counters_of_its_own()
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 H100", "mig 0 1g.10gb*2");
        using var details = new DetailReader(loaded.Device(0), 580);
        Assert.All(details.Read().Value.MigDevices, mig => Assert.Null(mig.Units));
        Thread.Sleep(1100);
        Assert.All(details.Read().Value.MigDevices, mig => Assert.NotNull(mig.Units?.Sm));
    }

    [PeerFact("cc")]
    public void Every_sample_of_the_library_is_given_back()
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 H100", "mig 0 1g.10gb*2");
        using (var whole = new GpmReader(loaded.Device(0), null, TimeSpan.Zero))
        {
            whole.Read();
            using var details = new DetailReader(loaded.Device(0), 580);
            details.Read();
            loaded.Machine.Configure("gpu 0 H100", "mig 0 off", loaded.Machine.CountsLine);
            details.Read();
            details.Read();
        }
        var counts = loaded.Machine.Counts();
        Assert.Equal(6, counts["nvmlGpmSampleAlloc"]);
        Assert.Equal(6, counts["nvmlGpmSampleFree"]);
    }

    [PeerFact("cc")]
    public void Between_two_readings_the_last_answer_stands()
    {
        using var loaded = new LoadedMachine(driver, "gpu 0 H100");
        using var reader = new GpmReader(loaded.Device(0), null, TimeSpan.FromMinutes(5));
        Assert.Null(reader.Read());
        Assert.Null(reader.Read());
        Assert.Equal(1, loaded.Machine.Counts()["nvmlGpmSampleGet"]);
    }
}
