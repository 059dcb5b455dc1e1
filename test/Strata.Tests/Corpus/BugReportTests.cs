using Strata.Lab;
using Xunit;

namespace Strata.Tests.Corpus;

public sealed class BugReportTests
{
    public static TheoryData<string, string> Reports
    {
        get
        {
            var reports = new TheoryData<string, string>();
            foreach (var label in Checkout.Lab.Labels())
            {
                foreach (var file in label.Variants.Prepend(label.File))
                {
                    reports.Add(label.File, file);
                }
            }
            return reports;
        }
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void TheReportOfABugReportIsRight(string whole, string file)
    {
        var label = Checkout.Lab.Labels().Single(item => item.File == whole);

        Law.Holds(LabCheck.Of(label, Checkout.Lab.Judge(file), isWhole: file == whole));
    }
}
