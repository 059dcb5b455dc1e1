using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;
using Strata.Tests.Layers;
using Xunit;

namespace Strata.Tests.Judging;

public sealed class JudgeOrderTests
{
    private static readonly RuleInfo Symptom = new(new RuleCode(Layer.Driver, 901), "symptom", "symptom", "") { IsSymptom = true };
    private static readonly RuleInfo OfDriver = new(new RuleCode(Layer.Driver, 902), "driver", "driver", "");
    private static readonly RuleInfo OfContainer = new(new RuleCode(Layer.Container, 903), "container", "container", "");
    private static readonly RuleInfo OfWorkload = new(new RuleCode(Layer.Workload, 904), "workload", "workload", "");

    [Fact]
    public void A_symptom_stands_behind_every_cause_below_the_workload() =>
        Assert.Equal(["driver", "container", "symptom", "workload"], Order((Symptom, State.Fault), (OfWorkload, State.Fault), (OfContainer, State.Fault), (OfDriver, State.Fault)));

    [Fact]
    public void A_symptom_that_is_a_fault_goes_before_warnings() =>
        Assert.Equal(["symptom", "driver"], Order((OfDriver, State.Warning), (Symptom, State.Fault)));

    private static IEnumerable<string> Order(params (RuleInfo Info, State State)[] found) =>
        new Judge(found.Select(item => new Fixed(item.Info, item.State))).Decide(Pasted.Snapshot("text")).RootCauses.Select(cause => cause.Finding.Rule.Slug);

    private sealed class Fixed(RuleInfo info, State state) : Rule
    {
        public override RuleInfo Info => info;

        public override Verdict Judge(Snapshot snapshot) => Verdict.Found(new Finding(info, state, Repair.None, [new Source("test")]));
    }
}
