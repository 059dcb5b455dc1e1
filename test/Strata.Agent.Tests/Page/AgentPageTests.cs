using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Strata.Agent.Page;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Metrics;
using Strata.Sampling;
using Strata.Sampling.History;
using Xunit;
using GpuProcess = Strata.Sampling.GpuProcess;

namespace Strata.Agent.Tests.Page;

public sealed class AgentPageTests
{
    private const int MostBytes = 100_000;

    [Fact]
    public void Sixteen_gpus_with_a_full_hour_fit_into_100_kilobytes()
    {
        var page = SamplePage.Render(SamplePage.Full(16));

        Assert.InRange(Encoding.UTF8.GetByteCount(page), MostBytes / 2, MostBytes);
        Assert.Equal(16 * 4, Elements(Read(page), "figure").Count());
    }

    [Fact]
    public void Nothing_that_the_host_says_becomes_markup_or_moves_the_text()
    {
        var view = SamplePage.Full(2, SamplePage.Hostile, SamplePage.Faulty(SamplePage.Hostile));
        view = view with
        {
            Events = [new HostEvent(SamplePage.Now, "boot", HostEventKind.Xid, SamplePage.Hostile) { Id = 1, Xid = 79 }, new HostEvent(SamplePage.Now, "boot", HostEventKind.FindingCame, "x") { Rule = SamplePage.Hostile }],
            Host = view.Host with
            {
                HostName = SamplePage.Hostile, Driver = new DriverIdentity(SamplePage.Hostile, SamplePage.Hostile, SamplePage.Hostile, 2, SamplePage.Hostile),
                Gpus = [.. view.Host.Gpus.Select(gpu => gpu with { Identity = gpu.Identity! with { Uuid = SamplePage.Hostile, Serial = SamplePage.Hostile }, Hang = [new BlockedThread(SamplePage.Hostile, 'D', SamplePage.Hostile, [])], Code = NvmlCode.Timeout, Detail = gpu.Detail! with { Processes = [new GpuProcess(1, SamplePage.Hostile, null, null, null) { Name = SamplePage.Hostile, User = SamplePage.Hostile, Container = SamplePage.Hostile, Pod = SamplePage.Hostile, SlurmJob = SamplePage.Hostile, Unit = SamplePage.Hostile }], MigDevices = [new MigDevice(0, SamplePage.Hostile, 1, 0, SamplePage.Hostile, null, null)] } })],
            },
        };
        foreach (var page in new[] { view, view with { Only = view.Host.Gpus[0] } }.Select(SamplePage.Render))
        {
            var document = Read(page);
            Assert.Equal(["/page.js"], Elements(document, "script").Select(script => script.Attribute("src")!.Value.Split('?')[0]));
            Assert.DoesNotContain(document.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name == "style");
            Assert.Equal("\n", string.Concat(page.EnumerateRunes().Where(rune => Strata.Rendering.PlainText.IsUnsafe(rune)).Distinct()));
            Assert.Contains("red&lt;script&gt;alert(1)&lt;/script&gt;&quot;onmouseover=&quot;alert(2)&#39; gpj.exe &amp;amp; &lt;/td&gt;", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Not_told_stale_never_answered_left_alone_and_zero_are_five_things()
    {
        var zero = SamplePage.Gpu(0) with { Sample = new GpuSample { Utilization = 0, PowerWatts = 0, Celsius = 0, MemoryUsedBytes = 0, MemoryTotalBytes = 1 << 30, PerformanceState = 0, ClockReasons = ClockReasons.None } };
        var untold = SamplePage.Gpu(1);
        var stale = SamplePage.Gpu(2) with { Sample = null, SampledAt = SamplePage.Now.AddSeconds(-12), Code = NvmlCode.Timeout, IsHanging = true };
        var never = new GpuStatus(3) { Code = NvmlCode.GpuIsLost };
        var released = new GpuStatus(4) { IsReleased = true, Reason = "released on command" };
        var rows = Elements(Read(SamplePage.Render(SamplePage.Of(zero, untold, stale, never, released))), "tr").Where(row => row.Parent!.Parent!.Attribute("class")?.Value == "rows gpus" && row.Parent.Name.LocalName == "tbody")
            .Select(row => row.Elements().Skip(1).Select(cell => cell.Value.Replace('\u00a0', ' ')).ToList()).ToList();

        Assert.Equal(["0 %", "0.0 / 1.0", "0 / N/A", "0", "P0", "nothing", "up"], rows[0]);
        Assert.Equal(["N/A", "N/A", "N/A", "N/A", "N/A", "N/A", "up"], rows[1]);
        Assert.Equal(["stale", "stale", "stale", "stale", "stale", "stale", "does not answerstale since 12 s: a call hangs"], rows[2]);
        Assert.Equal(["none", "none", "none", "none", "none", "none", "does not answerit has left the bus"], rows[3]);
        Assert.Equal(["not read", "not read", "not read", "not read", "not read", "not read", "releasedreleased on command"], rows[4]);
    }

    [Fact]
    public void A_silent_gpu_is_never_called_healthy()
    {
        var sound = new HealthCheck(SamplePage.Now, TimeSpan.FromSeconds(1), SamplePage.Sound());
        var silent = SamplePage.Of(SamplePage.Gpu(0), SamplePage.Gpu(1) with { Code = NvmlCode.Timeout });

        Assert.Equal(Status.Fault, Standing.Of(silent with { Host = silent.Host with { Health = sound } }).Status);
        Assert.Equal("driver: GPU 1 does not answer (1 GPU of 2)", Standing.Of(silent).Text);
        var released = SamplePage.Of(SamplePage.Gpu(0) with { IsReleased = true, Code = NvmlCode.NotReady });
        Assert.Equal(Status.Unknown, Standing.Of(released with { Host = released.Host with { Health = sound } }).Status);
        Assert.Equal(Status.Ok, Standing.Of(SamplePage.Of(SamplePage.Gpu(0)) is var up ? up with { Host = up.Host with { Health = sound } } : null!).Status);
    }

    [Fact]
    public void What_nobody_looked_at_is_unknown()
    {
        var view = SamplePage.Of(SamplePage.Gpu(0));

        Assert.Equal(Status.Unknown, Standing.Of(view).Status);
        Assert.Equal("cannot tell: the driver does not answer", Standing.Of(view with { Host = view.Host with { Driver = null, Gpus = [] } }).Text);
        Assert.Contains("Doctor has not looked yet.", SamplePage.Render(view), StringComparison.Ordinal);
        Assert.Contains("Doctor last looked 20 min ago: this may no longer be so.",
            SamplePage.Render(view with { Host = view.Host with { Health = new HealthCheck(SamplePage.Now.AddMinutes(-20), TimeSpan.Zero, SamplePage.Sound()) } }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_banner_has_the_command_that_mends_the_first_cause()
    {
        var verdict = Read(SamplePage.Render(SamplePage.Full(1))).Descendants().Single(part => part.Attribute("id")?.Value == "verdict");

        Assert.Equal("fault", verdict.Attribute("class")!.Value);
        Assert.Contains("bus: A GPU has fallen off the bus", verdict.Value, StringComparison.Ordinal);
        Assert.Equal("sudo ipmitool chassis power cycle", Elements(verdict, "code").Single().Value);
    }

    [Fact]
    public void Ten_layers_stand_on_the_ladder_and_those_with_findings_open()
    {
        var layers = Read(SamplePage.Render(SamplePage.Full(1))).Descendants().Single(part => part.Attribute("id")?.Value == "layers");

        Assert.Equal(10, Elements(layers, "li").Count(item => item.Parent!.Attribute("class")?.Value == "ladder"));
        Assert.Equal(["layer-bus", "layer-driver"], Elements(layers, "details").Select(part => part.Attribute("id")!.Value));
        Assert.Contains("follows from ST1010 A GPU has fallen off the bus", layers.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_storm_of_one_xid_is_one_row_with_its_number_and_its_explanation()
    {
        var view = SamplePage.Of(SamplePage.Gpu(0)) with
        {
            Events =
            [
                .. Enumerable.Range(1, 37).Select(number => new HostEvent(SamplePage.Now.AddSeconds(-number), "boot", HostEventKind.Xid, $"line {number}") { Id = 100 - number, Gpu = new PciAddress(0, 0x1b, 0, 0), Xid = 31 }),
                new HostEvent(SamplePage.Now.AddMinutes(-5), "boot", HostEventKind.Claim, "NVRM: Xid of a prankster") { Id = 1, Xid = 79, IsTrusted = false },
            ],
        };
        var incidents = Read(SamplePage.Render(view)).Descendants().Single(part => part.Attribute("id")?.Value == "incidents");
        var rows = Elements(incidents, "tr").Skip(1).Select(row => row.Value).ToList();

        Assert.Equal(2, rows.Count);
        Assert.Contains("Xid 31 ×37since 15:05:30", rows[0], StringComparison.Ordinal);
        Assert.Contains("line 1", rows[0], StringComparison.Ordinal);
        Assert.Contains("claimed Xid", rows[1], StringComparison.Ordinal);
        Assert.Contains("it counts for nothing", rows[1], StringComparison.Ordinal);
        Assert.Equal(["xid-31", "xid-79"], Elements(incidents, "details").Select(part => part.Attribute("id")!.Value));
    }

    [Fact]
    public void No_process_an_untold_list_and_silence_are_three_things()
    {
        Assert.Contains(">None.<", Processes(SamplePage.Gpu(0)), StringComparison.Ordinal);
        Assert.Contains("Not told to this user by GPU 0.", Processes(SamplePage.Gpu(0) with { Detail = new GpuDetail() }), StringComparison.Ordinal);
        Assert.Contains("Not known of GPU 0: no answer.", Processes(SamplePage.Gpu(0) with { Detail = null }), StringComparison.Ordinal);
        Assert.Contains("Not read of GPU 0: left alone on purpose.", Processes(SamplePage.Gpu(0) with { Detail = null, IsAsleep = true }), StringComparison.Ordinal);
        Assert.Contains("user anna, job 77, container 0123456789ab<", Processes(SamplePage.Gpu(0) with { Detail = new GpuDetail { Processes = [new GpuProcess(1, "compute", null, null, null) { User = "anna", SlurmJob = "77", Container = "0123456789abcdef0" }] } }), StringComparison.Ordinal);
        Assert.Contains("None on the others.", Processes(SamplePage.Gpu(0), SamplePage.Gpu(1) with { Detail = null }), StringComparison.Ordinal);

        static string Processes(params ImmutableArray<GpuStatus> gpus) => SamplePage.Render(SamplePage.Of(gpus));
    }

    [Fact]
    public void A_spike_of_one_second_is_drawn_to_the_top_of_an_hour()
    {
        var history = new SampleHistory();
        for (var second = 3599; second >= 0; second--)
        {
            history.Add(SamplePage.Of(SamplePage.Gpu(0) with { SampledAt = SamplePage.Now.AddSeconds(-second), Sample = new GpuSample { Utilization = second == 1800 ? 1 : 0 } }).Host with { TakenAt = SamplePage.Now.AddSeconds(-second) });
        }
        var plots = Read(SamplePage.Render(SamplePage.Of(SamplePage.Gpu(0)) with { Past = history.Window(SamplePage.Now, 30) })).Descendants().Where(part => part.Attribute("class")?.Value == "band").ToList();

        Assert.Matches("^M1[45] 0h1V54h-1z$", Assert.Single(plots).Attribute("d")!.Value);
    }

    [Fact]
    public void A_plot_tells_of_now_only_what_is_known_now()
    {
        var view = SamplePage.Full(2);
        var stale = view.Host.Gpus[1] with { Sample = null, SampledAt = SamplePage.Now.AddSeconds(-42), Code = NvmlCode.Timeout };
        var captions = Elements(Read(SamplePage.Render(view with { Host = view.Host with { Gpus = [view.Host.Gpus[0], stale] } })), "figcaption").Select(caption => caption.Value).ToList();

        Assert.Equal(8, captions.Count);
        Assert.All(captions[..4], caption => Assert.Matches(@"^(Power|Temperature|Use|Memory) [0-9.]+ (W|°C|%|GiB)min [0-9.]+ mean [0-9.]+ max [0-9.]+$", caption));
        Assert.All(captions[4..], caption => Assert.Matches(@"^(Power|Temperature|Use|Memory) stalemin [0-9.]+ mean [0-9.]+ max [0-9.]+ (W|°C|%|GiB)$", caption));
    }

    [Fact]
    public void Every_link_into_the_page_leads_somewhere()
    {
        var view = SamplePage.Full(1);
        ImmutableArray<int> codes = [13, 31, 43, 45, 48, 63, 64, 74, 79, 94];
        view = view with { Events = [.. codes.Select((code, index) => new HostEvent(SamplePage.Now.AddSeconds(-index), "boot", HostEventKind.Xid, "x") { Id = 100 - index, Xid = code })] };
        var page = Read(SamplePage.Render(view));
        var ids = page.DescendantsAndSelf().Attributes("id").Select(id => id.Value).ToHashSet(StringComparer.Ordinal);

        var links = page.Descendants().Attributes("href").Select(link => link.Value).Where(link => link.StartsWith('#')).ToList();
        Assert.Equal(5, links.Count(link => link.StartsWith("#xid-", StringComparison.Ordinal)));
        Assert.DoesNotContain(links, link => !ids.Contains(link[1..]));
        Assert.All(codes, code => Assert.Contains(page.Descendants().Where(part => !part.HasElements), part => part.Value == $"Xid {code}"));
    }

    [Fact]
    public void A_demonstration_says_so_and_a_host_does_not()
    {
        var view = SamplePage.Of(SamplePage.Gpu(0));
        Assert.DoesNotContain("Demonstration", SamplePage.Render(view), StringComparison.Ordinal);
        Assert.Contains("Demonstration", SamplePage.Render(view with { Host = view.Host with { IsDemo = true } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_letter_and_an_endless_name_do_no_harm()
    {
        var page = SamplePage.Render(SamplePage.Of(SamplePage.Gpu(0, "a\ud800b" + new string('x', 100_000))));
        Assert.Contains("a\ufffdb", page, StringComparison.Ordinal);
        Assert.InRange(page.Length, 1, 20_000);
        Read(page);
    }

    [Fact]
    public void A_host_without_a_gpu_has_a_page()
    {
        var page = SamplePage.Render(SamplePage.Of());
        Read(page);
        Assert.Contains("No GPU was seen.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_page_is_written_once_for_a_sample_and_a_second()
    {
        var cache = new PageCache();
        var view = SamplePage.Of(SamplePage.Gpu(0));
        var written = 0;
        PageView Written()
        {
            written++;
            return view;
        }
        Assert.True(cache.Get(view.Host, SamplePage.Now, null, false, Written).Span.SequenceEqual(cache.Get(view.Host, SamplePage.Now.AddMilliseconds(400), null, false, Written).Span));
        Assert.Equal(1, written);
        cache.Get(view.Host, SamplePage.Now, "GPU-0", false, Written);
        cache.Get(view.Host, SamplePage.Now, null, true, Written);
        Assert.Equal(3, written);
        cache.Get(view.Host, SamplePage.Now.AddSeconds(1), null, false, Written);
        cache.Get(view.Host with { Version = "2" }, SamplePage.Now.AddSeconds(1), null, false, Written);
        Assert.Equal(5, written);
    }

    private static XElement Read(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    private static IEnumerable<XElement> Elements(XElement page, string name) => page.Descendants(name);
}
