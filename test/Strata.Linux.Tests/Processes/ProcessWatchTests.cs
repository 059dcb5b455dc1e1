using System.Diagnostics;
using Strata.Linux.Processes;

namespace Strata.Linux.Tests.Processes;

public sealed class ProcessWatchTests : IDisposable
{
    private readonly ProcessWatch _watch = new(TimeProvider.System);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void A_process_is_told_as_the_kernel_has_it()
    {
        using var busy = Process.Start(new ProcessStartInfo("bash", ["-c", "while :; do :; done", "busy one"]))!;
        try
        {
            var first = _watch.Look([busy.Id])[busy.Id];
            Assert.Null(first.Cpu);
            Thread.Sleep(1000);
            var second = _watch.Look([busy.Id])[busy.Id];
            Assert.InRange(second.Cpu!.Value, 0.05, 1.2);
            Assert.Equal("bash -c while :; do :; done busy one", second.Command);
            Assert.Equal(Environment.UserName, second.User);
            Assert.InRange(second.Age!.Value, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(60));
            Assert.InRange(second.Memory!.Value, 1e-6, 0.5);
        }
        finally
        {
            busy.Kill();
        }
    }

    [Fact]
    public void A_process_that_is_not_there_is_left_out() => Assert.Empty(_watch.Look([4_200_000, -1]));

    [Fact]
    public void Only_settings_of_gpus_that_are_no_secrets_are_told()
    {
        var start = new ProcessStartInfo("sleep", ["100"]);
        start.Environment["CUDA_VISIBLE_DEVICES"] = "0,1";
        start.Environment["NVIDIA_API_KEY"] = "nvapi-secret";
        start.Environment["DATABASE_PASSWORD"] = "secret";
        using var process = Process.Start(start)!;
        try
        {
            var settings = _watch.Settings(process.Id);
            Assert.Contains("CUDA_VISIBLE_DEVICES=0,1", settings!.Value);
            Assert.DoesNotContain(settings.Value, setting => setting.Contains("secret", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData("NCCL_DEBUG=INFO", true)]
    [InlineData("RANK=3", true)]
    [InlineData("RANKING=3", false)]
    [InlineData("CUDA_TOKEN=x", false)]
    [InlineData("HOME=/CUDA_", false)]
    [InlineData("", false)]
    public void A_setting_is_judged_by_its_name(string setting, bool isTelling) => Assert.Equal(isTelling, ProcessWatch.IsTelling(setting));

    [Fact]
    public void The_host_has_a_load_processors_and_memory()
    {
        var host = _watch.Host();
        Assert.InRange(host.Load!.Value, 0, 10000);
        Assert.Equal(Environment.ProcessorCount, host.Processors);
        Assert.InRange(host.MemoryUsed!.Value, 0.001, 1);
    }
}
