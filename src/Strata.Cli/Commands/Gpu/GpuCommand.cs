using System.CommandLine;

namespace Strata.Cli.Commands.Gpu;

/// <summary><c>strata gpu</c>: the GPUs of this host as their driver tells them.</summary>
internal static class GpuCommand
{
    public static Command Create() => new ExampledCommand("gpu", "List the GPUs of this host, or show one.", "strata gpu list", "strata gpu show 0")
    {
        GpuListCommand.Create(),
        GpuShowCommand.Create(),
    };
}
