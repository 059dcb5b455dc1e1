using System.Collections.Immutable;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Strata.Agent.Sampling;
using Strata.Metrics;
using Xunit;

namespace Strata.Agent.Tests.Sampling;

public sealed class TextFormTests
{
    private int _rendered;

    [Fact]
    public void A_text_is_rendered_once_for_all_who_ask()
    {
        var form = Form();
        var publication = Publish(1);
        using (form.Rent(publication))
        {
            Parallel.For(0, 100, _ => form.Rent(publication).Dispose());
        }
        Assert.Equal(1, _rendered);
    }

    [Fact]
    public void What_nobody_asked_for_is_not_rendered_and_what_was_asked_for_is_ready_before_the_next_scrape()
    {
        var form = Form();
        form.Prepare(Publish(1));
        Assert.Equal(0, _rendered);

        form.Rent(Publish(2)).Dispose();
        var next = Publish(3);
        form.Prepare(next);
        Assert.Equal(2, _rendered);
        Assert.Equal("3", Read(form, next));
        Assert.Equal(2, _rendered);
    }

    [Fact]
    public void After_a_long_time_without_a_scrape_nothing_is_prepared_any_more()
    {
        var form = Form();
        form.Rent(Publish(1)).Dispose();
        for (var number = 2; number < 1000; number++)
        {
            form.Prepare(Publish(number));
        }
        Assert.InRange(_rendered, 2, 200);
    }

    [Fact]
    public void A_text_that_is_being_read_stays_as_it_is_while_newer_ones_are_made()
    {
        var form = Form();
        using var slow = form.Rent(Publish(1));
        for (var number = 2; number < 20; number++)
        {
            var publication = Publish(number);
            form.Prepare(publication);
            Assert.Equal(number.ToString(System.Globalization.CultureInfo.InvariantCulture), Read(form, publication));
        }
        Assert.Equal("1", ValueOf(slow.Bytes.Span));
    }

    [Fact]
    public void A_scrape_of_what_is_there_allocates_nothing()
    {
        var form = Form();
        var publication = Publish(1);
        form.Rent(publication).Dispose();
        var target = new byte[4096];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            using var text = form.Rent(publication);
            text.Bytes.Span.CopyTo(target);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_packed_text_is_the_plain_one()
    {
        var publication = Publish(7);
        using var packed = new TextForm(Table(), openMetrics: true, packed: true).Rent(publication);
        using var gzip = new GZipStream(new MemoryStream(packed.Bytes.ToArray()), CompressionMode.Decompress);
        using var plain = new TextForm(Table(), openMetrics: true, packed: false).Rent(publication);
        using var text = new StreamReader(gzip);
        Assert.Equal(Encoding.UTF8.GetString(plain.Bytes.Span), text.ReadToEnd());
    }

    [Fact]
    public void Each_address_serves_its_own_sets()
    {
        var forms = new TextForms([(new IPEndPoint(IPAddress.Loopback, 9835), [MetricSet.NvidiaSmi]), (new IPEndPoint(IPAddress.Loopback, 9400), [MetricSet.Dcgm, MetricSet.Strata])]);
        var publication = new Publication(new HostSample(DateTimeOffset.UnixEpoch, "1", "node7"), forms);

        Assert.StartsWith("# HELP nvidia_smi_", Text(9835), StringComparison.Ordinal);
        Assert.Contains("strata_driver_up 0\n", Text(9400), StringComparison.Ordinal);
        Assert.DoesNotContain("nvidia_smi", Text(9400), StringComparison.Ordinal);

        // A connection of the local socket has no address.
        var local = Text(0);
        Assert.Contains("# HELP nvidia_smi_", local, StringComparison.Ordinal);
        Assert.Contains("strata_driver_up 0\n", local, StringComparison.Ordinal);

        string Text(int port)
        {
            var context = new DefaultHttpContext();
            (context.Connection.LocalIpAddress, context.Connection.LocalPort) = (port == 0 ? null : IPAddress.Loopback, port);
            using var text = forms.Of(context.Connection, openMetrics: false, packed: false).Rent(publication);
            return Encoding.UTF8.GetString(text.Bytes.Span);
        }
    }

    private static string ValueOf(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text).TrimEnd('\n').Split(' ')[^1];

    private static string Read(TextForm form, Publication publication)
    {
        using var text = form.Rent(publication);
        return ValueOf(text.Bytes.Span);
    }

    private static Publication Publish(int number) => new(new HostSample(DateTimeOffset.UnixEpoch.AddSeconds(number), "1", "node7"), Forms(number));

    // Publications carry the number that their forms give them.
    private static TextForms Forms(int number)
    {
        var forms = new TextForms([]);
        for (var i = 1; i < number; i++)
        {
            forms.NextNumber();
        }
        return forms;
    }

    private TextForm Form() => new(Table(), openMetrics: false, packed: false);

    private ImmutableArray<Metric> Table() => [new Metric("strata_test", MetricType.Gauge, "A test.", host =>
    {
        Interlocked.Increment(ref _rendered);
        return [new Series([], host.TakenAt.ToUnixTimeSeconds())];
    })];
}
