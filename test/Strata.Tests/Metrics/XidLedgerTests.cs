using Strata.Layers.Bus;
using Strata.Metrics;
using Xunit;

namespace Strata.Tests.Metrics;

public sealed class XidLedgerTests
{
    private static readonly PciAddress Gpu = new(0, 0x65, 0, 0);
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly XidLedger _ledger = new();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_both_sides_tell_counts_once(bool first, bool second)
    {
        _ledger.Add(Gpu, 31, first, Now);
        _ledger.Add(Gpu, 31, second, Now.AddSeconds(1));
        Assert.Equal(new XidCount(Gpu, 31, 1, Now), Assert.Single(_ledger.Counts()));
    }

    [Fact]
    public void What_one_side_tells_twice_counts_twice()
    {
        _ledger.Add(Gpu, 31, ofKernel: true, Now);
        _ledger.Add(Gpu, 31, ofKernel: true, Now);
        _ledger.Add(Gpu, 31, ofKernel: false, Now.AddSeconds(1));
        _ledger.Add(Gpu, 31, ofKernel: false, Now.AddSeconds(1));
        Assert.Equal(2, Assert.Single(_ledger.Counts()).Count);
    }

    [Fact]
    public void The_same_xid_later_is_another_one()
    {
        _ledger.Add(Gpu, 31, ofKernel: true, Now);
        _ledger.Add(Gpu, 31, ofKernel: false, Now.AddMinutes(1));
        Assert.Equal(new XidCount(Gpu, 31, 2, Now.AddMinutes(1)), Assert.Single(_ledger.Counts()));
    }

    [Fact]
    public void Other_codes_and_other_gpus_are_counted_apart_and_in_order()
    {
        _ledger.Add(new PciAddress(0, 0x66, 0, 0), 79, ofKernel: true, Now);
        _ledger.Add(Gpu, 94, ofKernel: true, Now);
        _ledger.Add(Gpu, 31, ofKernel: false, Now);
        Assert.Equal([31, 94, 79], _ledger.Counts().Select(xid => xid.Code));
    }

    [Fact]
    public void A_flood_of_codes_is_bounded()
    {
        for (var code = 0; code < 10_000; code++)
        {
            _ledger.Add(Gpu, code, ofKernel: true, Now);
        }
        Assert.InRange(_ledger.Counts().Length, 1, 4096);
    }
}
