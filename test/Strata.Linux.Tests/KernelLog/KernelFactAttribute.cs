using Strata.Linux.KernelLog;
using Strata.Linux.Tests.Peers;
using Xunit;

namespace Strata.Linux.Tests.KernelLog;

/// <summary>A test that makes the kernel write a line and reads it: root only, and not where /dev/kmsg is kept away.</summary>
public sealed class KernelFactAttribute : FactAttribute
{
    public KernelFactAttribute() =>
        Skip = Environment.UserName != "root" ? "only root may mount" : KernelBuffer.Read().Or([]).IsEmpty ? "the kernel's log cannot be read here" : Peer.Lack("mount");
}
