using Strata.Lab;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Corpus;

public sealed class LabCaseTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (group, name) in Checkout.Lab.CaseNames())
            {
                cases.Add(group, name);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheReportOfACaseIsRight(string group, string name)
    {
        var lab = Checkout.Lab.ReadCase(group, name);

        Law.Holds(LabCheck.Of(lab, LabFolder.Judge(new LabMachine(lab))));
    }
}
