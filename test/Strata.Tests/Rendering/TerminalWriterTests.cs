using System.Globalization;
using System.Text;
using Strata.Judging;
using Strata.Rendering;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class TerminalWriterTests
{
    [Fact]
    public void A_fault_reads_from_verdict_to_what_could_not_be_checked() => Golden.Check("fault.txt", Text(SampleReports.Fault()));

    [Fact]
    public void A_warning_says_what_works() => Golden.Check("warning.txt", Text(SampleReports.Warning()));

    [Fact]
    public void Ok_and_unknown_are_one_line_and_the_ladder() =>
        Golden.Check("ok-unknown.txt", Text(SampleReports.Ok()) + "\n" + Text(SampleReports.Unknown()));

    [Fact]
    public void Many_subjects_of_one_rule_are_one_section()
    {
        var text = Text(SampleReports.Many());
        Assert.Contains("0001:01:00.0, 0002:01:00.0", text, StringComparison.Ordinal);
        Assert.Contains("and 991 more", text, StringComparison.Ordinal);
        Assert.InRange(text.Split('\n').Length, 20, 60);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void Nothing_but_a_command_is_wider_than_the_terminal(int width)
    {
        foreach (var report in new[] { SampleReports.Fault(), SampleReports.Warning(), SampleReports.HostileEverywhere() })
        {
            var text = TerminalWriter.Render(ReportDocumentBuilder.Build(report), new TerminalStyle(width));
            Assert.All(text.Split('\n').Where(line => !line.Contains("# ", StringComparison.Ordinal)), line => Assert.InRange(TextFlow.Columns(line), 0, width));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hostile_text_has_no_control_or_direction_character(bool ascii)
    {
        var text = TerminalWriter.Render(ReportDocumentBuilder.Build(SampleReports.HostileEverywhere()), new TerminalStyle(Ascii: ascii));
        Assert.DoesNotContain(text.EnumerateRunes(), rune => rune.Value != '\n' && PlainText.IsUnsafe(rune));
        Assert.True(!ascii || Ascii.IsValid(text));
        Assert.InRange(text.Length, 100, 60_000);
    }

    [Fact]
    public void Colour_is_only_an_addition()
    {
        var document = ReportDocumentBuilder.Build(SampleReports.Fault());
        var colour = TerminalWriter.Render(document, new TerminalStyle(Colour: true));
        Assert.Contains("\e[31;1mFAULT\e[0m", colour, StringComparison.Ordinal);
        Assert.Equal(TerminalWriter.Render(document, TerminalStyle.Plain), System.Text.RegularExpressions.Regex.Replace(colour, "\e\\[[0-9;]*m", ""));
    }

    [Fact]
    public void A_command_is_never_broken()
    {
        var text = TerminalWriter.Render(ReportDocumentBuilder.Build(SampleReports.Fault()), new TerminalStyle(40));
        Assert.Contains("\n       # dkms install nvidia/535.183.01 -k 6.8.0-48-generic\n", text, StringComparison.Ordinal);
    }

    private static string Text(Report report) => TerminalWriter.Render(ReportDocumentBuilder.Build(report), TerminalStyle.Plain);
}
