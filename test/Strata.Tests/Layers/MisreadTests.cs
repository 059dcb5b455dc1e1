using Strata.Judging;
using Strata.Rendering;
using Strata.Layers.Container;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers;

/// <summary>Texts that look like evidence and are none, or that say less than it seems.</summary>
public sealed class MisreadTests
{
    [Theory]
    [InlineData("name, count\napples, 3\npears, 4\n")]
    [InlineData("timestamp, name, value\n2026-01-02, disk full, 3\n")]
    [InlineData("index, uuid\n0, 6f9619ff\n")]
    public void A_table_of_anybody_is_no_answer_of_the_driver(string text) => Assert.Equal(Status.Unknown, Pasted.Report(text).Verdict);

    [Fact]
    public void Gpus_without_an_address_are_counted()
    {
        var report = Pasted.Report("$ nvidia-smi --query-gpu=name,driver_version --format=csv\nname, driver_version\nNVIDIA GeForce RTX 4090, 550.54.15\nNVIDIA GeForce RTX 4090, 550.54.15\n");
        Assert.Equal(Status.Ok, report.Verdict);
        Assert.Contains("2 GPUs", NagiosWriter.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_listed_uvm_node_speaks_against_a_missing_module()
    {
        const string answer = "$ nvidia-smi -L\nGPU 0: NVIDIA A10 (UUID: GPU-4d2a1b3c-0000-0000-0000-000000000000)\nRuntimeError: CUDA unknown error - this may be due to an incorrectly set up environment\n";
        const string listing = "crw-rw-rw- 1 root root 195, 255 Mar  3 10:00 /dev/nvidiactl\ncrw-rw-rw- 1 root root 510,   0 Mar  3 10:00 /dev/nvidia-uvm\n";
        Assert.DoesNotContain(Pasted.Report(answer + listing).Findings, finding => finding.Finding.Rule.Slug == "nvidia-uvm-not-loaded");
        Assert.All(Pasted.Report(answer).Findings.Where(finding => finding.Finding.Rule.Slug == "nvidia-uvm-not-loaded"), finding => Assert.Equal(Confidence.Possible, finding.Finding.Confidence));
    }

    [Fact]
    public void Only_a_state_that_imex_prints_is_one()
    {
        Assert.DoesNotContain(Pasted.Report("Domain State: Active\nNVRM: loading\n").Findings, finding => finding.Finding.Rule.Slug == "imex-domain-not-up");
        var found = Assert.Single(Pasted.Report("$ nvidia-imex-ctl -N\nDomain State: DEGRADED\n").Findings, finding => finding.Finding.Rule.Slug == "imex-domain-not-up");
        Assert.Equal(Confidence.Likely, found.Finding.Confidence);
    }

    [Theory]
    [InlineData("cri", true)]
    [InlineData("io.containerd.grpc.v1.cri", true)]
    [InlineData("io.containerd.cri.v1.runtime", true)]
    [InlineData("io.containerd.internal.v1.opt", false)]
    public void The_plugin_for_the_kubelet_is_known_by_all_its_names(string plugin, bool isOff) =>
        Assert.Equal(isOff, CriConfig.Parse(TextDocument.Of("config.toml", $"disabled_plugins = [\"{plugin}\"]\n")).CriDisabled);
}
