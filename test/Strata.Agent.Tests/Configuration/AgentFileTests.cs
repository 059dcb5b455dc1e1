using System.Net;
using Strata.Agent.Configuration;
using Strata.Linux;
using Xunit;

namespace Strata.Agent.Tests.Configuration;

public sealed class AgentFileTests
{
    [Fact]
    public void Every_key_is_read()
    {
        using var folder = new TempFolder();
        var other = folder.File("other", "");
        var file = AgentFile.Read(folder.File("agent.yaml", $"""
            listen:
              - 127.0.0.1:9835
              - "[::1]:9400"
            metrics: [nvidia_smi, dcgm]
            allow_remote: true
            hosts: [node7.example.org]
            interval: 500ms
            detail_interval: 1m
            stale_after: 15s
            gate_sleeping: false
            library: {other}
            web_config: {other}
            socket: /run/strata/other.sock
            state_directory: /srv/strata
            doctor_interval: 5m
            otlp_endpoint: http://127.0.0.1:4318
            otlp_interval: 20s
            """));
        Assert.Equal([IPEndPoint.Parse("127.0.0.1:9835"), IPEndPoint.Parse("[::1]:9400")], file.Listen!.Value.ToArray());
        Assert.Equal([MetricSet.NvidiaSmi, MetricSet.Dcgm], file.Metrics!.Value.ToArray());
        Assert.True(file.AllowsRemote);
        Assert.False(file.GatesSleeping);
        Assert.Equal("node7.example.org", Assert.Single(file.Hosts));
        Assert.Equal((TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(15)), (file.Interval, file.DetailInterval, file.StaleAfter));
        Assert.Equal((other, other, "/run/strata/other.sock"), (file.Library, file.WebConfig, file.Socket));
        Assert.Equal(("/srv/strata", TimeSpan.FromMinutes(5)), (file.StateDirectory, file.DoctorInterval));
        Assert.Equal(("http://127.0.0.1:4318", TimeSpan.FromSeconds(20)), (file.OtlpEndpoint, file.OtlpInterval));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("listen:\nmetrics: ~\n")]
    public void What_is_not_said_is_null(string text)
    {
        using var folder = new TempFolder();
        var file = AgentFile.Read(folder.File("agent.yaml", text));
        Assert.Equal(new AgentFile { Hosts = file.Hosts }, file);
        Assert.Empty(file.Hosts);
    }

    [Theory]
    [InlineData("interval: 1s\nlisen: 127.0.0.1:9419", ":2: lisen: no such key; known are listen, metrics, allow_remote, hosts, interval,")]
    [InlineData("listen: 127.0.0.1", ":1: listen: 127.0.0.1: not an address and port, such as 127.0.0.1:9419")]
    [InlineData("listen:\n- 127.0.0.1:1\n- nowhere:1", ":3: listen: nowhere:1: not an address and port")]
    [InlineData("listen: ::1:9419", ":1: listen: ::1:9419: not an address and port")]
    [InlineData("listen: []", ":1: listen: empty")]
    [InlineData("listen: {a: b}", ":1: listen: not a list")]
    [InlineData("metrics: [strata, other]", ":1: metrics: other: not one of strata, nvidia_smi, dcgm")]
    [InlineData("doctor_interval: 1s", ":1: doctor_interval: 1s: not a time from 10s to")]
    [InlineData("otlp_interval: 1ms", ":1: otlp_interval: 1ms: not a time from 100ms to 1h")]
    [InlineData("otlp_endpoint: ftp://x", ":1: otlp_endpoint: ftp://x: not")]
    [InlineData("state_directory: strata", ":1: state_directory: strata: not an absolute path")]
    [InlineData("interval: 1", ":1: interval: 1: not a time from 100ms to 1h, such as 500ms, 30s or 1h30m")]
    [InlineData("interval: 1ms", ":1: interval: 1ms: not a time from 100ms to 1h")]
    [InlineData("interval: [1s]", ":1: interval: a single value is wanted here")]
    [InlineData("allow_remote: maybe", ":1: allow_remote: maybe: not true or false")]
    [InlineData("hosts: [a b]", ":1: hosts: a b: not a name of a host")]
    [InlineData("socket: strata.sock", ":1: socket: strata.sock: not an absolute path")]
    [InlineData("library: /nonexistent", ":1: library: /nonexistent: no such file")]
    [InlineData("web_config: web.yaml", ":1: web_config: web.yaml: not an absolute path")]
    [InlineData("interval: 1s\ninterval: 2s", ":2: interval: stands here twice")]
    public void A_wrong_line_is_told_with_its_number(string text, string error)
    {
        using var folder = new TempFolder();
        var path = folder.File("agent.yaml", text);
        Assert.StartsWith(path + error, Assert.Throws<InputException>(() => AgentFile.Read(path)).Message, StringComparison.Ordinal);
    }
}
