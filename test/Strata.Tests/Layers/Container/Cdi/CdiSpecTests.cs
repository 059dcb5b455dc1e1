using Strata.Layers.Container;
using Strata.Layers.Container.Cdi;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Container.Cdi;

public sealed class CdiSpecTests
{
    private const string Yaml =
        """
        ---
        cdiVersion: 0.5.0
        containerEdits:
          deviceNodes:
          - path: /dev/nvidiactl
          hooks:
          - args:
            - nvidia-cdi-hook
            hookName: createContainer
            path: /usr/bin/nvidia-cdi-hook
          mounts:
          - containerPath: /usr/lib64/libcuda.so.565.77
            hostPath: /usr/lib64/libcuda.so.565.77
        devices:
        - containerEdits:
            deviceNodes:
            - path: /dev/nvidia0
          name: "0"
        - name: all
        kind: nvidia.com/gpu
        """;

    [Fact]
    public void YamlIsRead()
    {
        var spec = CdiSpec.Parse("/etc/cdi/nvidia.yaml", TextDocument.Of("/etc/cdi/nvidia.yaml", Yaml));

        Assert.Equal(new Version(0, 5, 0), spec.Version);
        Assert.Equal<string>(["0", "all"], spec.Devices);
        Assert.True(spec.IsNvidia);
        Assert.True(spec.Defines("nvidia.com/gpu=all"));
        Assert.False(spec.Defines("nvidia.com/gpu=1"));
        Assert.Equal<string>(["/dev/nvidia0", "/dev/nvidiactl", "/usr/bin/nvidia-cdi-hook", "/usr/lib64/libcuda.so.565.77"], spec.HostPaths.Keys.Order(StringComparer.Ordinal));
        Assert.Equal<string>(["565.77"], spec.DriverVersions);
        Assert.Equal(13, spec.HostPaths["/usr/lib64/libcuda.so.565.77"].Line);
    }

    [Fact]
    public void JsonOnOneLineIsRead()
    {
        var spec = CdiSpec.Parse("x.json", TextDocument.Of("x.json", "{\"cdiVersion\":\"0.7.0\",\"kind\":\"nvidia.com/gpu\",\"devices\":[{\"name\":\"all\",\"containerEdits\":{\"deviceNodes\":[{\"path\":\"/dev/nvidia0\"}]}}]}"));

        Assert.Equal(new Version(0, 7, 0), spec.Version);
        Assert.True(spec.Defines("nvidia.com/gpu=all"));
        Assert.Equal<string>(["/dev/nvidia0"], spec.HostPaths.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cdiVersion: latest\nname:\nkind")]
    [InlineData("\0\u001b[31m{{{{")]
    public void NothingIsTooBroken(string text) => Assert.Null(CdiSpec.Parse("x", TextDocument.Of("x", text)).Version);

    [Theory]
    [InlineData(EngineKind.Podman, "3.4.4", null, true)]
    [InlineData(EngineKind.Podman, "4.9.3", "0.6.0", true)]
    [InlineData(EngineKind.Podman, "5.2.3", null, false)]
    [InlineData(EngineKind.Docker, "27.0", null, false)]
    public void AnEngineReadsUpToItsLimit(EngineKind engine, string version, string? newest, bool limited)
    {
        var row = CdiSupport.LimitOf(engine, Version.Parse(version));

        Assert.Equal(limited, row is not null);
        Assert.Equal(newest, row?.Newest?.ToString());
    }
}
