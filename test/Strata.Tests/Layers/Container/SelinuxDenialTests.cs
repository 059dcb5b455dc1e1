using Strata.Layers.Container;
using Strata.Machine;
using Strata.Snapshots;
using Xunit;

namespace Strata.Tests.Layers.Container;

public sealed class SelinuxDenialTests
{
    [Theory]
    [InlineData("avc:  denied  { read write } for  pid=1 comm=\"nvidia-smi\" name=\"nvidiactl\" dev=\"devtmpfs\" scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=system_u:object_r:xserver_misc_device_t:s0 tclass=chr_file permissive=0", SelinuxSubject.DeviceOfContainer)]
    [InlineData("avc:  denied  { map } for  pid=1 comm=\"python\" path=\"/usr/lib64/libcuda.so.535.54.03\" scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=unconfined_u:object_r:user_home_t:s0 tclass=file permissive=0", SelinuxSubject.DriverFile)]
    [InlineData("avc:  denied  { read write } for  pid=1 comm=\"gnome-shell\" name=\"nvidia-uvm\" scontext=system_u:system_r:xdm_t:s0 tcontext=unconfined_u:object_r:device_t:s0 tclass=chr_file permissive=0", SelinuxSubject.DriverFile)]
    [InlineData("avc:  denied  { write } for  pid=1 comm=\"python\" path=\"/tmp/nvidia-mps/control\" scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=system_u:object_r:tmp_t:s0 tclass=sock_file permissive=0", SelinuxSubject.MpsPipe)]
    [InlineData("avc:  denied  { read } for  pid=1 comm=\"httpd\" name=\"index.html\" scontext=system_u:system_r:httpd_t:s0 tcontext=unconfined_u:object_r:user_home_t:s0 tclass=file permissive=0", SelinuxSubject.Other)]
    public void ARefusalIsAboutSomething(string line, SelinuxSubject subject) => Assert.Equal(subject, Assert.Single(Read(line)).Subject);

    [Fact]
    public void WhatPermissiveModeLetThroughIsNoRefusal() => Assert.Empty(
        Read("avc:  denied  { read write } for  pid=1 comm=\"nvidia-smi\" name=\"nvidiactl\" scontext=system_u:system_r:container_t:s0 tcontext=system_u:object_r:xserver_misc_device_t:s0 tclass=chr_file permissive=1"));

    [Fact]
    public void AReportOfThreeLinesIsRead()
    {
        var denial = Assert.Single(Read(
            "Source Context                system_u:system_r:container_t:s0:c380,c597",
            "Target Context                system_u:object_r:xserver_misc_device_t:s0",
            "Target Objects                /dev/nvidia0 [ chr_file ]"));

        Assert.Equal(SelinuxSubject.DeviceOfContainer, denial.Subject);
        Assert.Equal("/dev/nvidia0", denial.Object);
    }

    private static IEnumerable<SelinuxDenial> Read(params string[] lines) => SelinuxDenial.In(
        new LogScanner(ContainerSigns.All).Scan([new LogText("audit.log", Era.Current, lines.Select((line, index) => new LogLine(index + 1, line)))], keepUnrecognised: false));
}
