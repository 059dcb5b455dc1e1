using System.Text.Json;
using Xunit;

namespace Strata.EndToEnd.Tests;

public sealed class GpuCommandTests
{
    [Fact]
    public void Every_gpu_has_a_line()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4");
        var result = Shell.Run("./strata gpu list --library \"$1\"", library.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("NVIDIA H100 80GB HBM3", result.Output, StringComparison.Ordinal);
        Assert.Contains("Tesla T4", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void One_gpu_is_chosen_by_index_address_or_uuid()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4");
        using var json = JsonDocument.Parse(Shell.Run("./strata gpu show 1 --library \"$1\" --format json", library.Path).Output);
        var gpu = Assert.Single(json.RootElement.GetProperty("gpus").EnumerateArray()).GetProperty("identity");
        foreach (var selector in new[] { gpu.GetProperty("address").GetString(), gpu.GetProperty("uuid").GetString(), gpu.GetProperty("uuid").GetString()?[..12] })
        {
            var shown = Shell.Run("./strata gpu show \"$2\" --library \"$1\"", library.Path, selector ?? "");
            Assert.Equal(0, shown.ExitCode);
            Assert.StartsWith("GPU 1: Tesla T4", shown.Output, StringComparison.Ordinal);
        }
        Assert.Equal(64, Shell.Run("./strata gpu show 7 --library \"$1\"", library.Path).ExitCode);
    }

    [Fact]
    public void A_gpu_whose_call_hangs_does_not_hide_the_others()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4", "hang 0 nvmlDeviceGetPowerUsage 60");
        var result = Shell.Run("timeout 30 ./strata gpu list --library \"$1\"", library.Path);
        Assert.Equal(3, result.ExitCode);
        Assert.Matches(@"(?m)^0 +\S+ +N/A .* H100", result.Output);
        Assert.Matches(@"(?m)^1 +\S+ +[0-9]+ % .* Tesla T4", result.Output);
    }

    [Fact]
    public void A_crash_of_the_library_is_survived()
    {
        using var library = new FakeLibrary("gpu 0 H100", "gpu 1 T4", "crash 0 nvmlDeviceGetPowerUsage");
        var result = Shell.Run("./strata gpu list --library \"$1\"", library.Path);
        Assert.Equal(3, result.ExitCode);
        Assert.Matches(@"(?m)^1 +\S+ +[0-9]+ % .* Tesla T4", result.Output);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("init 9", "the driver is not loaded")]
    [InlineData("init 18", "different versions")]
    public void A_driver_that_does_not_start_is_named(string fault, string words)
    {
        using var library = new FakeLibrary("gpu 0 H100", fault);
        var result = Shell.Run("./strata gpu list --library \"$1\"", library.Path);
        Assert.Equal((69, ""), (result.ExitCode, result.Output));
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }
}
