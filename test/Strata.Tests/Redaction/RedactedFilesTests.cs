using System.Collections.Immutable;
using System.Diagnostics;
using Strata.Machine;
using Strata.Redaction;
using Xunit;

namespace Strata.Tests.Redaction;

public sealed class RedactedFilesTests
{
    [Fact]
    public void Of_apts_configuration_only_what_decides_upgrades_stays()
    {
        Assert.Equal(
        [
            "Acquire::ftp { ProxyLogin { \"removed-secret\"; \"removed-secret\"; }; };",
            "DPkg::Post-Invoke { \"removed-secret\"; removed-secret; };",
            "Acquire::http::Proxy removed-secret;",
            "APT { Periodic { Unattended-Upgrade \"1\"; Random \"word\"; } };",
            "Unattended-Upgrade::Allowed-Origins {",
            "  \"Ubuntu:noble-security\"; ",
            "};",
            "Unattended-Upgrade::Mail \"removed-secret\";",
            "#clear Unattended-Upgrade::Package-Blacklist;",
            "",
            "",
            " Acquire::Retries \"3\";",
        ],
        File(
            "/etc/apt/apt.conf.d/99x",
            "Acquire::ftp { ProxyLogin { \"USER carl\"; \"PASS ftpword99\"; }; };",
            "DPkg::Post-Invoke { \"curl -u admin:curlpw123 x\"; barepw9; };",
            "Acquire::http::Proxy http://u:pw@h/;",
            "APT { Periodic { Unattended-Upgrade \"1\"; Random \"word\"; } };",
            "Unattended-Upgrade::Allowed-Origins {",
            "  \"Ubuntu:noble-security\"; // \"secret\"",
            "};",
            "Unattended-Upgrade::Mail \"carl\";",
            "#clear Unattended-Upgrade::Package-Blacklist;",
            "# set by carl",
            "/* by carl",
            "carl */ Acquire::Retries \"3\";"));
    }

    [Fact]
    public void A_text_over_several_lines_goes_whole() =>
        Assert.Equal(["X \"removed-secret", "removed-secret\";"], File("/etc/apt/apt.conf", "X \"pw1", "pw2\";"));

    [Fact]
    public void Peers_of_imex_are_the_same_hosts_in_its_log()
    {
        var items = Redact(
            new(CapturedKind.File, "/etc/nvidia-imex/nodes_config.cfg", CapturedState.Known) { Lines = ["# rack of carl", "10.9.8.7", "tray1.rack.corp"] },
            new(CapturedKind.Log, "x", CapturedState.Known) { Log = [new LogLine(1, "connecting to tray1.rack.corp, Node #1 - tray1.rack.corp - READY")] });
        Assert.Equal(["#", "10.0.0.1", "host-1"], items[0].Lines.AsEnumerable());
        Assert.Equal("connecting to host-1, Node #1 - host-1 - READY", items[1].Log[0].Text);
    }

    [Fact]
    public void A_mirror_is_one_host_in_sources_policy_and_names_of_lists()
    {
        var items = Redact(
            new(CapturedKind.List, "/var/lib/apt/lists", CapturedState.Known) { Lines = ["mirror.corp:8080_u_dists_noble_InRelease", "10.9.8.7_x_Packages", "archive.ubuntu.com_ubuntu_Packages", "lock"] },
            new(CapturedKind.File, "/var/lib/apt/lists/mirror.corp:8080_u_dists_noble_InRelease", CapturedState.Known) { Lines = ["Version: 1.2.3.4", "Origin: mirror.corp"] },
            new(CapturedKind.File, "/etc/apt/sources.list.d/x.sources", CapturedState.Known) { Lines = ["URIs: http://mirror.corp:8080/u"] },
            new(CapturedKind.Tool, "apt-cache policy", CapturedState.Known) { Lines = [" 500 http://10.9.8.7/u noble/main amd64 Packages", "     origin mirror.corp"] });
        Assert.Equal(["host-1:8080_u_dists_noble_InRelease", "10.0.0.1_x_Packages", "archive.ubuntu.com_ubuntu_Packages", "lock"], items[0].Lines.AsEnumerable());
        Assert.Equal("/var/lib/apt/lists/host-1:8080_u_dists_noble_InRelease", items[1].Key);
        Assert.Equal(["Version: 1.2.3.4", "Origin: host-1"], items[1].Lines.AsEnumerable());
        Assert.Equal("URIs: http://host-1:8080/u", items[2].Lines[0]);
        Assert.Equal([" 500 http://10.0.0.1/u noble/main amd64 Packages", "     origin host-1"], items[3].Lines.AsEnumerable());
    }

    [Fact]
    public void Every_name_in_a_domain_that_the_machine_works_with_is_private()
    {
        var items = Redact(
            new(CapturedKind.File, "/etc/hostname", CapturedState.Known) { Lines = ["gpubox7.corp.lan"] },
            new(CapturedKind.File, "/etc/apt/sources.list", CapturedState.Known) { Lines = ["deb http://mirror.acme.org/debian bookworm main"] },
            new(CapturedKind.Log, "x", CapturedState.Known) { Log = [new LogLine(1, "gpubox7.corp.lan, gpubox7, db1.corp.lan, .acme.org, x.y.acme.org. xacme.org acme.organ")] });
        Assert.Equal("host-1, host-1, host-3, .host-4, host-5. xacme.org acme.organ", items[2].Log[0].Text);
    }

    [Fact]
    public void A_private_key_goes_line_by_line() => Assert.Equal(
        ["a: removed-secret", "removed-secret", "removed-secret", "b"],
        File("/etc/x", "a: -----BEGIN RSA PRIVATE KEY-----", "MIIEabc", "-----END RSA PRIVATE KEY-----", "b"));

    [Fact]
    public void A_key_without_an_end_does_not_take_the_rest_of_the_log()
    {
        var lines = File("/etc/x", ["-----BEGIN PRIVATE KEY-----", .. Enumerable.Repeat("x", 400)]);
        Assert.Equal("x", lines[^1]);
    }

    [Fact]
    public void A_certificate_stays() => Assert.Equal(["-----BEGIN CERTIFICATE-----", "MIIEabc"], File("/etc/x", "-----BEGIN CERTIFICATE-----", "MIIEabc"));

    [Fact]
    public void The_serial_number_of_a_device_is_zeroed_in_its_configuration_space()
    {
        var space = new byte[4096];
        space[0] = 0xde;
        (space[0x100], space[0x102], space[0x103]) = (0x0d, 0x01, 0x90);
        (space[0x900], space[0x902]) = (0x03, 0x01);
        space.AsSpan(0x104, 4).Fill(0x11);
        space.AsSpan(0x904, 8).Fill(0x5a);
        var item = Redact(new Captured(CapturedKind.Bytes, "/sys/bus/pci/devices/0000:65:00.0/config", CapturedState.Known) { Bytes = space, Most = 4096 })[0];
        var expected = space.ToArray();
        expected.AsSpan(0x904, 8).Clear();
        Assert.Equal(expected, item.Bytes.ToArray());
        Assert.Equal(0x5a, space[0x904]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(0x104)]
    [InlineData(0x108)]
    public void A_configuration_space_that_is_cut_or_goes_in_circles_ends(int length)
    {
        var space = new byte[length];
        if (length >= 0x104)
        {
            (space[0x100], space[0x102], space[0x103]) = (0x03, 0x01, 0x10);
        }
        var item = Redact(new Captured(CapturedKind.Bytes, "/sys/bus/pci/devices/0000:65:00.0/config", CapturedState.Known) { Bytes = space, Most = 4096 })[0];
        Assert.Equal(length, item.Bytes.Length);
    }

    [Theory]
    [InlineData("a://")]
    [InlineData("http://u:p/")]
    [InlineData("http://@")]
    [InlineData("a{")]
    [InlineData("\"x\" ")]
    [InlineData("password ")]
    [InlineData("curl ")]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("user ")]
    [InlineData("ssid ")]
    [InlineData("/home/")]
    [InlineData("proxy=")]
    [InlineData("-----BEGIN ")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("\"AllocResp\":\"")]
    [InlineData("UUID=")]
    public void A_long_line_takes_time_in_proportion_to_its_length(string part)
    {
        var line = string.Concat(Enumerable.Repeat(part, 200_000 / part.Length));
        var watch = Stopwatch.StartNew();
        File("/etc/apt/apt.conf", line);
        File("/proc/self/mounts", line, line + " / nfs4 ");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{part}: {watch.Elapsed}");
    }

    private static string[] File(string path, params ImmutableArray<string> lines) =>
        [.. Redact(new Captured(CapturedKind.File, path, CapturedState.Known) { Lines = lines })[0].Lines];

    private static ImmutableArray<Captured> Redact(params ImmutableArray<Captured> items) =>
        Redactor.Redact(new CapturedMachine(new Origin(OriginKind.Live, "this machine"), items)).Captured.Items;
}
