using Strata.Layers.Driver.Xid;
using Strata.Rendering;
using Xunit;

namespace Strata.Tests.Rendering;

public sealed class XidPagesTests
{
    [Fact]
    public void A_page_is_as_approved() =>
        Golden.Check("xid-79.txt", TerminalWriter.Render(XidPages.Show(XidCatalogue.Find("79")!), TerminalStyle.Plain));

    [Fact]
    public void Every_row_has_a_page() => Assert.All(XidCatalogue.All, entry =>
    {
        var text = TerminalWriter.Render(XidPages.Show(entry), TerminalStyle.Plain);
        Assert.Contains("What to do", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    });

    [Fact]
    public void A_code_newer_than_the_catalogue_is_said_to_be_so() =>
        Assert.Contains("Xid 999 is not in this catalogue", TerminalWriter.Render(XidPages.Unlisted("999"), TerminalStyle.Plain), StringComparison.Ordinal);
}
