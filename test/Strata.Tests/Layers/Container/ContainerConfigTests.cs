using Strata.Layers.Container;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Container;

public sealed class ContainerConfigTests
{
    private static TextDocument Text(string text) => TextDocument.Of("file", text);

    [Theory]
    [InlineData("[nvidia-container-cli]\nno-cgroups = true\n[nvidia-container-runtime]\nmode = \"cdi\"\n", true, "cdi")]
    [InlineData("[nvidia-container-cli]\n#no-cgroups = true\n", false, "auto")]
    [InlineData("no-cgroups=true # rootless", true, "auto")]
    [InlineData("[[[\n= =\n\"", false, "auto")]
    [InlineData("", false, "auto")]
    public void TheToolkitsSettingsAreRead(string text, bool noCgroups, string mode)
    {
        var config = ToolkitConfig.Parse(Text(text));

        Assert.Equal(noCgroups, config.NoCgroups);
        Assert.Equal(mode, config.Mode);
    }

    [Fact]
    public void DaemonJsonNamesRuntimesAndTheDefault()
    {
        var config = DockerConfig.ParseDaemonJson(Text("{ \"default-runtime\": \"nvidia\", \"runtimes\": { \"nvidia\": { \"path\": \"/usr/bin/nvidia-container-runtime\" } } }"));

        Assert.NotNull(config);
        Assert.True(config.KnowsNvidia);
        Assert.Equal("nvidia", config.DefaultRuntime);
        Assert.Equal<string>(["/usr/bin/nvidia-container-runtime"], config.RuntimePrograms);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"runtimes\": ")]
    public void BrokenDaemonJsonIsNothing(string text) => Assert.Null(DockerConfig.ParseDaemonJson(Text(text)));

    [Theory]
    [InlineData("{ \"runtimes\": [] }")]
    [InlineData("{ \"runtimes\": { \"nvidia\": 3 }, \"default-runtime\": 4 }")]
    public void OddDaemonJsonIsRead(string text) => Assert.Null(DockerConfig.ParseDaemonJson(Text(text))?.DefaultRuntime);

    [Fact]
    public void DaemonJsonTellsOfCdi()
    {
        var config = DockerConfig.ParseDaemonJson(Text("{ \"features\": { \"cdi\": false }, \"cdi-spec-dirs\": [\"/etc/docker/cdi\", 3] }"));

        Assert.False(config?.Cdi);
        Assert.Equal<string>(["/etc/docker/cdi"], config?.CdiDirectories ?? []);
    }

    [Fact]
    public void DockerInfoTellsOfCdiDirectories() => Assert.Equal<string>(
        ["/etc/cdi", "/var/run/cdi"],
        DockerConfig.ParseInfo(Text(" Runtimes: runc\n CDI spec directories:\n  /etc/cdi\n  /var/run/cdi\n Swarm: inactive\n /other"))?.CdiDirectories ?? []);

    [Theory]
    [InlineData("imports = [\"/a/*.toml\", '/b.toml']", "/a/*.toml /b.toml")]
    [InlineData("imports = [\n  \"/a/*.toml\", # ours\n]\nversion = 3", "/a/*.toml")]
    [InlineData("imports = [\n", "")]
    public void ListsMayTakeSeveralLines(string text, string items) =>
        Assert.Equal(items, string.Join(' ', CriConfig.Parse(Text(text)).Imports));

    [Theory]
    [InlineData("/etc/containerd/conf.d/*.toml", true)]
    [InlineData("/etc/other/a.toml", true)]
    [InlineData("/root/.docker/config.json", false)]
    [InlineData("/root/a.toml", false)]
    [InlineData("/etc/shadow", false)]
    [InlineData("/etc/../root/a.toml", false)]
    [InlineData("/root/*", false)]
    [InlineData("a.toml", false)]
    public void OnlyConfigurationIsTakenIn(string import, bool isRead)
    {
        var asked = new RecordingMachine(new BundleMachine(new Origin(OriginKind.Live, "this machine"),
        [
            new(CapturedKind.File, "/etc/containerd/config.toml", CapturedState.Known) { Lines = [$"imports = [\"{import}\"]"] },
            new(CapturedKind.List, "/etc/containerd/conf.d", CapturedState.Known) { Lines = ["a.toml", "a.json"] },
        ]));
        CriConfigCollector.Collect(asked);
        var own = asked.Captured.Items.Count(item => item.Kind == CapturedKind.File && item.Key != "/etc/containerd/config.toml" && !item.Key.StartsWith("/var/", StringComparison.Ordinal) && !item.Key.StartsWith("/etc/crio", StringComparison.Ordinal));
        Assert.Equal(isRead ? 1 : 0, own);
    }

    [Fact]
    public void ALaterFileOverridesTheDefault()
    {
        var sum = CriConfig.Parse(Text("default_runtime_name = \"runc\"")).Then(CriConfig.Parse(Text("[a.runtimes.nvidia]\ndefault_runtime_name = \"nvidia\"")));

        Assert.Equal((true, "nvidia"), (sum.HasNvidia, sum.DefaultRuntime));
    }

    [Fact]
    public void DockerInfoNamesRuntimes()
    {
        var config = DockerConfig.ParseInfo(Text(" Swarm: inactive\n Runtimes: io.containerd.runc.v2 nvidia runc\n Default Runtime: runc\n"));

        Assert.NotNull(config);
        Assert.True(config.KnowsNvidia);
        Assert.Equal("runc", config.DefaultRuntime);
        Assert.Equal(2, config.Source.Line);
    }

    [Theory]
    [InlineData("version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".containerd]\n  default_runtime_name = \"nvidia\"\n  [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.nvidia]\n", true, "nvidia", false)]
    [InlineData("version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.'nvidia']\n", true, null, false)]
    [InlineData("disabled_plugins = [\"cri\"]\n", false, null, true)]
    [InlineData("[plugins.\"io.containerd.grpc.v1.cri\".containerd]\ndefault_runtime_name = \"runc\"\n", false, "runc", false)]
    public void ContainerdNamesItsHandlers(string text, bool nvidia, string? chosen, bool disabled)
    {
        var config = CriConfig.Parse(Text(text));

        Assert.Equal(nvidia, config.HasNvidia);
        Assert.Equal(chosen, config.DefaultRuntime);
        Assert.Equal(disabled, config.CriDisabled);
    }
}
