using Xunit;

namespace Strata.Tests;

/// <summary>Asserts that nothing breaks a rule, and names all that does.</summary>
public static class Law
{
    public static void Holds(IEnumerable<string> broken)
    {
        var all = broken.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
