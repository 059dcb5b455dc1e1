using Strata.Layers.Bus;
using Strata.Metrics;
using Xunit;

namespace Strata.Tests.Metrics;

public sealed class XidLedgerTests
{
    private static readonly PciAddress Gpu = new(0, 0x65, 0, 0);
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly XidLedger _ledger = new();
    private long _id;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_both_sides_tell_counts_once(bool first, bool second)
    {
        Assert.Null(Tell(31, first, 0));
        Assert.Equal(1, Tell(31, second, 1));
        Assert.Equal(new XidCount(Gpu, 31, 1, Now), Assert.Single(_ledger.Counts()));
    }

    [Fact]
    public void What_one_side_tells_twice_counts_twice()
    {
        Tell(31, ofKernel: true, 0);
        Tell(31, ofKernel: true, 0);
        Assert.Equal(1, Tell(31, ofKernel: false, 1));
        Assert.Equal(2, Tell(31, ofKernel: false, 1));
        Assert.Equal(2, Assert.Single(_ledger.Counts()).Count);
    }

    [Fact]
    public void The_same_xid_later_is_another_one()
    {
        Tell(31, ofKernel: true, 0);
        Tell(31, ofKernel: false, 60);
        Assert.Equal(new XidCount(Gpu, 31, 2, Now.AddMinutes(1)), Assert.Single(_ledger.Counts()));
    }

    [Theory]
    [InlineData(-86_400)]
    [InlineData(86_400)]
    public void A_jump_of_the_clock_between_both_tellings_makes_no_second_one(double jump)
    {
        Tell(31, ofKernel: true, 0);
        var told = _ledger.Add(new XidTelling(Gpu, 31, OfKernel: false, Now.AddSeconds(jump), TimeSpan.FromSeconds(1)), () => 2);
        Assert.Equal(1, told);
    }

    [Fact]
    public void A_record_that_waited_in_the_buffer_is_the_event_that_an_earlier_run_stored_without_it()
    {
        _ledger.Restore(new XidTelling(Gpu, 79, OfKernel: false, Now, null), 7);
        Assert.Equal(7, _ledger.Add(new XidTelling(Gpu, 79, OfKernel: true, Now.AddSeconds(20), null), () => 8));
        Assert.Null(_ledger.Add(new XidTelling(Gpu, 79, OfKernel: true, Now.AddSeconds(25), null), () => 9));
        Assert.Equal(2, Assert.Single(_ledger.Counts()).Count);
    }

    [Fact]
    public void An_old_record_of_the_buffer_is_not_the_event_that_the_driver_tells_now()
    {
        Tell(79, ofKernel: false, 0);
        Assert.Null(_ledger.Add(new XidTelling(Gpu, 79, OfKernel: true, Now.AddHours(-3), null), () => 2));
        Assert.Equal(new XidCount(Gpu, 79, 2, Now), Assert.Single(_ledger.Counts()));
    }

    [Fact]
    public void After_the_buffer_was_read_a_stored_event_takes_nothing_from_a_new_one()
    {
        _ledger.Restore(new XidTelling(Gpu, 79, OfKernel: false, Now, null), 7);
        _ledger.EndBacklog();
        Assert.Null(Tell(79, ofKernel: true, 2));
        Assert.Equal(2, Assert.Single(_ledger.Counts()).Count);
    }

    [Fact]
    public void What_an_earlier_run_read_from_the_kernel_is_counted_and_waits_for_nothing()
    {
        _ledger.Restore(new XidTelling(Gpu, 79, OfKernel: true, Now, null), 7);
        Assert.Null(_ledger.Add(new XidTelling(Gpu, 79, OfKernel: false, Now.AddSeconds(1), TimeSpan.Zero), () => 8));
        Assert.Equal(2, Assert.Single(_ledger.Counts()).Count);
    }

    [Fact]
    public void Other_codes_and_other_gpus_are_counted_apart_and_in_order()
    {
        _ledger.Add(new XidTelling(new PciAddress(0, 0x66, 0, 0), 79, OfKernel: true, Now, TimeSpan.Zero), () => 1);
        Tell(94, ofKernel: true, 0);
        Tell(31, ofKernel: false, 0);
        Assert.Equal([31, 94, 79], _ledger.Counts().Select(xid => xid.Code));
    }

    [Fact]
    public void A_flood_of_codes_is_bounded()
    {
        for (var code = 0; code < 10_000; code++)
        {
            Tell(code, ofKernel: true, 0);
        }
        Assert.InRange(_ledger.Counts().Length, 1, 4096);
    }

    private long? Tell(int code, bool ofKernel, double seconds) =>
        _ledger.Add(new XidTelling(Gpu, code, ofKernel, Now.AddSeconds(seconds), TimeSpan.FromSeconds(seconds)), () => ++_id);
}
