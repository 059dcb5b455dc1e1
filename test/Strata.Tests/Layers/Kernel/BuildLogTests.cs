using Strata.Layers.Kernel;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Kernel;

public sealed class BuildLogTests
{
    private const string Head = "DKMS make.log for nvidia-current-open-535.261.03 for kernel 6.1.0-56-amd64 (x86_64)\n";

    [Theory]
    [InlineData("nvidia/nv-pci.c:223:9: error: too few arguments to function ‘pci_resize_resource’", BuildCause.KernelApi, "pci_resize_resource")]
    [InlineData("nvidia-uvm/uvm_pmm_gpu.c:2631:5: 错误：隐式声明函数‘hmm_range_fault_begin’ [-Wimplicit-function-declaration]", BuildCause.KernelApi, "hmm_range_fault_begin")]
    [InlineData("ERROR: modpost: GPL-incompatible module nvidia.ko uses GPL-only symbol 'rcu_read_lock'", BuildCause.GplOnlySymbol, "rcu_read_lock")]
    [InlineData("gcc: error: unrecognized command-line option ‘-ftrivial-auto-var-init=zero’", BuildCause.Compiler, "-ftrivial-auto-var-init=zero")]
    [InlineData("  ERROR: Kernel configuration is invalid.", BuildCause.HeadersIncomplete, null)]
    [InlineData("make[1]: *** /lib/modules/6.1.0-56-amd64/build: No such file or directory.  Stop.", BuildCause.HeadersMissing, null)]
    [InlineData("gcc: fatal error: Killed signal terminated program cc1", BuildCause.OutOfMemory, null)]
    public void TheReasonIsFound(string line, BuildCause cause, string? symbol)
    {
        var failure = BuildLog.Judge(TextDocument.Of("make.log", Head + line)).MinBy(found => found.Cause);

        Assert.NotNull(failure);
        Assert.Equal((cause, symbol), (failure.Cause, failure.Symbol));
        Assert.Equal(("6.1.0-56-amd64", "535.261.03"), (failure.Kernel, failure.Version?.Text));
    }

    [Theory]
    [InlineData("echo >&2 \"  ERROR: Kernel configuration is invalid.\";")]
    [InlineData("warning: the compiler differs from the one used to build the kernel")]
    [InlineData("nvidia/nv-mmap.c:334:16: warning: this statement may fall through [-Wimplicit-fallthrough=]")]
    [InlineData("nvidia.o: warning: objtool: nv_foo() falls through to next function")]
    [InlineData("Skipping BTF generation for nvidia.ko due to unavailability of vmlinux")]
    public void WhatABuildThatSucceedsPrintsIsNoFailure(string line) => Assert.Empty(BuildLog.Judge(TextDocument.Of("make.log", Head + line)));

    [Theory]
    [InlineData("6.1.0-56-amd64", "515.48.07", true)]
    [InlineData("6.1.0-56-amd64", "515.76", false)]
    [InlineData("6.15.3", "570.133.07", true)]
    [InlineData("6.15.3", "580.65.06", false)]
    [InlineData("5.8.0", "455.50.10", false)]
    [InlineData("4.15.0", "390.157", false)]
    public void TheTableKnowsWhichReleaseIsTooOld(string kernel, string driver, bool tooOld) =>
        Assert.Equal(tooOld, KernelApiTable.IsTooOld(kernel, DriverVersion.Parse(driver)!));
}
