using Strata.Judging;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Judging;

public sealed class CausalityTests
{
    private static readonly RuleInfo Deep = new(new RuleCode(Layer.Kernel, 901), "deep", "deep", "");
    private static readonly RuleInfo Middle = new(new RuleCode(Layer.Driver, 902), "middle", "middle", "") { DependsOn = ["deep"] };
    private static readonly RuleInfo High = new(new RuleCode(Layer.Container, 903), "high", "high", "") { DependsOn = ["middle"] };
    private readonly Causality _causality = new([Deep, Middle, High]);

    [Fact]
    public void ACauseFurtherDownExplainsThroughAGap()
    {
        var (deep, high) = (Find(Deep), Find(High));

        Assert.Same(deep, _causality.Explain(high, [deep, high]));
        Assert.Null(_causality.Explain(deep, [deep, high]));
    }

    [Fact]
    public void AnotherGpuExplainsNothing()
    {
        var (deep, middle) = (Find(Deep) with { Subject = "0000:01:00.0" }, Find(Middle) with { Subject = "0000:02:00.0" });

        Assert.Null(_causality.Explain(middle, [deep, middle]));
    }

    [Fact]
    public void AFindingMayNameAnExtraCause()
    {
        var (deep, other) = (Find(Deep), Find(new RuleInfo(High.Code, "high", "", "")) with { AlsoDependsOn = ["deep"] });

        Assert.Same(deep, _causality.Explain(other, [deep, other]));
    }

    private static Finding Find(RuleInfo rule) => new(rule, State.Fault, Repair.None, [new Source("test")]);
}
