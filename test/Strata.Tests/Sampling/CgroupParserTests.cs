using Strata.Sampling;
using Xunit;

namespace Strata.Tests.Sampling;

public sealed class CgroupParserTests
{
    private const string Id = "34dc0b5e626f2c5c4c5170e34b10e7654ce36f0fcd532739f4445baabea03376";
    private const string Inner = "9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d";
    private const string Uid = "74c13223-5a00-11e9-b385-42010a80018d";
    private const string Escaped = "74c13223_5a00_11e9_b385_42010a80018d";

    [Theory]
    [InlineData("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + Escaped + ".slice/cri-containerd-" + Id + ".scope", Id, Uid, null, null)]
    [InlineData("0::/kubepods.slice/kubepods-pod" + Escaped + ".slice/crio-" + Id + ".scope/container", Id, Uid, null, null)]
    [InlineData("5:devices:/kubepods/besteffort/pod" + Uid + "/" + Id, Id, Uid, null, null)]
    [InlineData("4:memory:/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" + Escaped + ".slice/docker-" + Id + ".scope", Id, Uid, null, null)]
    [InlineData("0::/system.slice/containerd.service/kubepods-burstable-pod" + Escaped + ".slice:cri-containerd:" + Id, Id, Uid, null, "containerd.service")]
    [InlineData("0::/kubepods/pod0123456789abcdef0123456789abcdef/" + Id, Id, "0123456789abcdef0123456789abcdef", null, null)]
    [InlineData("0::/../../kubepods-burstable-pod" + Escaped + ".slice/cri-containerd-" + Id + ".scope", Id, Uid, null, null)]
    [InlineData("0::/system.slice/docker-" + Inner + ".scope/kubelet/kubepods/pod" + Uid + "/" + Id, Id, Uid, null, null)]
    [InlineData("10:devices:/system.slice/docker-" + Id + ".scope", Id, null, null, null)]
    [InlineData("4:memory:/docker/" + Id, Id, null, null, null)]
    [InlineData("0::/machine.slice/libpod-" + Id + ".scope/container", Id, null, null, null)]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + Id + ".scope", Id, null, null, "user@1000.service")]
    [InlineData("0::/lxc.payload.train/system.slice/ollama.service", "train", null, null, "ollama.service")]
    [InlineData("12:devices:/lxc/train", "train", null, null, null)]
    [InlineData("0::/machine.slice/machine-lab.scope/payload", "lab", null, null, null)]
    [InlineData("0::/machine.slice/systemd-nspawn@lab.service/payload/init.scope", "lab", null, null, "init.scope")]
    [InlineData("3:cpuset:/slurm/uid_1000/job_4711/step_0/task_0", null, null, "4711", null)]
    [InlineData("3:cpuset:/slurm_node7/uid_1000/job_4711/step_batch", null, null, "4711", null)]
    [InlineData("0::/system.slice/slurmstepd.scope/job_4711/step_0/user/task_0", null, null, "4711", "slurmstepd.scope")]
    [InlineData("0::/system.slice/node7_slurmstepd.scope/job_4711/step_extern/user/task_special", null, null, "4711", "node7_slurmstepd.scope")]
    [InlineData("0::/system.slice/ollama.service", null, null, null, "ollama.service")]
    [InlineData("0::/user.slice/user-1000.slice/session-3.scope", null, null, null, "session-3.scope")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope", null, null, null, "vte-spawn-1.scope")]
    public void Each_form_names_its_owner(string line, string? container, string? pod, string? job, string? unit) =>
        Assert.Equal(new CgroupOwner(container, pod, job, unit), CgroupParser.Parse([line]));

    [Theory]
    [InlineData("0::/")]
    [InlineData("")]
    [InlineData("no colons")]
    [InlineData("0:")]
    [InlineData("0::/system.slice/job_4711")]
    [InlineData("0::/home/pod" + Uid)]
    [InlineData("0::/kubepods/podlike")]
    [InlineData("0::/slurm/job_")]
    [InlineData("0::/docker/34dc0b5e")]
    public void What_is_no_owner_is_none(string line) => Assert.Equal(new CgroupOwner(null, null, null, null), CgroupParser.Parse([line]));

    [Fact]
    public void Lines_of_version_1_complete_each_other() =>
        Assert.Equal(
            new CgroupOwner(Id, Uid, null, "containerd.service"),
            CgroupParser.Parse(["0::/system.slice/containerd.service", "9:cpu:/", "5:devices:/kubepods/besteffort/pod" + Uid + "/" + Id]));
}
