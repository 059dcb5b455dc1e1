using Strata.Machine;
using Strata.Machine.Transcripts.Unwrapping;
using Strata.Tests.Layers;
using Xunit;

namespace Strata.Tests.Machine.Transcripts.Unwrapping;

public sealed class JsonRecordTests
{
    [Theory]
    [InlineData("""{"_TRANSPORT":1,"MESSAGE":"NVRM: Xid 79"}""", "NVRM: Xid 79")]
    [InlineData("""{"_TRANSPORT":{"a":1},"MESSAGE":"NVRM: Xid 79"}""", "NVRM: Xid 79")]
    [InlineData("""{"SYSLOG_IDENTIFIER":"\udc00","MESSAGE":"NVRM: Xid 79"}""", "NVRM: Xid 79")]
    [InlineData("""{"MESSAGE":"NVRM: \ud800 Xid"}""", """{"MESSAGE":"NVRM: \ud800 Xid"}""")]
    [InlineData("""{"MES\ud800":"x","MESSAGE":7}""", """{"MES\ud800":"x","MESSAGE":7}""")]
    [InlineData("""{"_TRANSPORT":"kernel","MESSAGE":[78,86,82,77]}""", "kernel: NVRM")]
    public void WhatIsNotAsExpectedIsNothing(string line, string expected) => Assert.Equal([expected], Unwrapped(line));

    [Theory]
    [InlineData("""{"level":"error","msg":"RunPodSandbox failed","error":"no runtime is configured"}""", "RunPodSandbox failed: no runtime is configured")]
    [InlineData("""{"msg":"exec failed","err":"exit status 1","stderr":"nvml error: driver not loaded\n"}""", "exec failed: exit status 1: nvml error: driver not loaded")]
    [InlineData("""{"level":"error","error":"no runtime is configured"}""", "no runtime is configured")]
    [InlineData("""{"reason":"FailedCreatePodSandBox","message":"Failed to create pod sandbox"}""", "Failed to create pod sandbox")]
    [InlineData("""{"msg":"no runtime is configured","error":"no runtime is configured"}""", "no runtime is configured")]
    public void TheErrorStandsBehindTheMessage(string line, string expected) => Assert.Equal([expected], Unwrapped(line));

    [Fact]
    public void AnErrorBesideTheMessageIsEvidence() => Assert.Equal(
        "containerd-nvidia-runtime-not-configured",
        Pasted.Root("""{"level":"error","msg":"RunPodSandbox failed","error":"failed to get sandbox runtime: no runtime for \"nvidia\" is configured"}"""));

    private static IEnumerable<string> Unwrapped(string line) => Unwrapper.Unwrap([new LogLine(1, line)]).Select(unwrapped => unwrapped.Text);
}
