using System.Text.RegularExpressions;
using System.Xml.Linq;
using Strata.Judging;
using Xunit;

namespace Strata.Tests.Laws;

public sealed partial class SourceLawTests
{
    private const int LongestFile = 400;
    private const int LongestMethod = 60;

    // Files that may break a law, each with its reason. This list may only get shorter.
    private static readonly Dictionary<string, string> Excused = new(StringComparer.Ordinal)
    {
        ["src/Strata/Rendering/ReportJson.cs"] = "the shapes of strata.report/1 are read together",
        ["src/Strata/Rendering/SarifLog.cs"] = "the shapes of SARIF are read together",
    };

    [Fact]
    public void FilesAreShort() => Law.Holds(All().Select(path => (Path: path, Lines: Lines(path).Length)).Where(file => file.Lines > LongestFile).Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void MethodsAreShort() => Law.Holds(All().SelectMany(LongMethods));

    [Fact]
    public void AFileHoldsOneTypeAndAtMostItsSmallCompanions() => Law.Holds(All().Where(path => !Excused.ContainsKey(path)).Select(path => (Path: path, Types: Lines(path).Where(line => TopLevelType().IsMatch(line)).ToList()))
            .Where(file => file.Types.Count(line => line.Contains(" class ", StringComparison.Ordinal) && !line.Contains("JsonSerializerContext", StringComparison.Ordinal)) > 1 || file.Types.Count > 8)
            .Select(file => file.Path));

    [Fact]
    public void AnExcuseIsStillNeeded() => Assert.All(Excused.Keys, path => Assert.True(File.Exists(Checkout.PathOf(path)), path));

    [Fact]
    public void ALowerLayerNeverUsesAHigherOne()
    {
        var layers = Enum.GetNames<Layer>();
        var broken = from path in Checkout.Sources("src/Strata/Layers")
                     let own = Array.IndexOf(layers, path.Split('/')[3])
                     from line in Lines(path)
                     let other = LayerUse().Match(line)
                     where other.Success && Array.IndexOf(layers, other.Groups["layer"].Value) > own
                     select $"{path}: {line.Trim()}";

        Law.Holds(broken);
    }

    [Fact]
    public void TheMachineKnowsNothingThatStandsOnIt()
    {
        var broken = from path in Checkout.Sources("src/Strata/Machine")
                     from line in Lines(path)
                     where UseOfHigherPart().IsMatch(line)
                     select $"{path}: {line.Trim()}";

        Law.Holds(broken);
    }

    [Fact]
    public void OnlyCollectorsParsersAndMachinesNameKernelFiles()
    {
        var broken = from path in Checkout.Sources("src/Strata")
                     where !path.StartsWith("src/Strata/Machine/", StringComparison.Ordinal) && !MayNamePaths().IsMatch(path)
                     from line in Lines(path)
                     where ReadOfPath().IsMatch(line)
                     select $"{path}: {line.Trim()}";

        Law.Holds(broken);
    }

    [Fact]
    public void ProjectsDependDownwards()
    {
        var order = new[] { "Strata", "Strata.Linux", "Strata.Agent", "Strata.Cli" };
        var broken = from project in Directory.EnumerateFiles(Checkout.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
                     let own = Array.IndexOf(order, Path.GetFileNameWithoutExtension(project))
                     from reference in XDocument.Load(project).Descendants("ProjectReference")
                     let used = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
                     where own < 0 || Array.IndexOf(order, used) < 0 || Array.IndexOf(order, used) >= own
                     select $"{Path.GetFileName(project)} uses {used}";

        Law.Holds(broken);
    }

    [Fact]
    public void TheToolThatWritesTheRegistryNeedsNoCore() =>
        Assert.DoesNotContain("ProjectReference", Checkout.Read("tools/Strata.Dev/Strata.Dev.csproj"), StringComparison.Ordinal);

    [Fact]
    public void NothingIsLeftForLater()
    {
        var broken = from path in All().Concat(Checkout.Sources("test"))
                     where !path.EndsWith(nameof(SourceLawTests) + ".cs", StringComparison.Ordinal)
                     from line in Lines(path)
                     where Unfinished().IsMatch(line)
                     select $"{path}: {line.Trim()}";

        Law.Holds(broken);
    }

    private static IEnumerable<string> All() => Checkout.Sources("src").Concat(Checkout.Sources("tools"));

    private static string[] Lines(string path) => File.ReadAllLines(Checkout.PathOf(path));

    // Bodies stand between braces on lines of their own at the indentation of the member: four blanks, eight in a nested type.
    private static IEnumerable<string> LongMethods(string path)
    {
        var lines = Lines(path);
        foreach (var indent in new[] { "    ", "        " })
        {
            for (var i = 1; i < lines.Length; i++)
            {
                if (lines[i] != indent + "{" || NotAMethod().IsMatch(lines[i - 1]) || !lines[i - 1].Contains(')', StringComparison.Ordinal))
                {
                    continue;
                }
                var end = Array.FindIndex(lines, i, line => line.StartsWith(indent + "}", StringComparison.Ordinal));
                if (end - i - 1 > LongestMethod)
                {
                    yield return $"{path}:{i}: {end - i - 1} lines";
                }
            }
        }
    }

    [GeneratedRegex(@"^(?:public |internal |file )?(?:static |sealed |abstract |partial |readonly )*(?:class|interface|record|struct|enum|record struct) \w")]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^using (?:static )?Strata\.(?!Machine\b)\w+")]
    private static partial Regex UseOfHigherPart();

    [GeneratedRegex(@"^using (?:static )?Strata\.Layers\.(?<layer>\w+)")]
    private static partial Regex LayerUse();

    [GeneratedRegex(@"(?:Collector|Parser|Reader|Files|Paths)\.cs$|/Actions/|/Planning/")]
    private static partial Regex MayNamePaths();

    [GeneratedRegex(@"(?:Read|List|ReadLink|ReadBytes|Stat)\(\$?""/(?:proc|sys)\b")]
    private static partial Regex ReadOfPath();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\b|^\s*(?:if|for|foreach|while|switch|using|lock|catch|else|do|try|fixed)\b")]
    private static partial Regex NotAMethod();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|NotImplementedException|Skip = """)]
    private static partial Regex Unfinished();
}
