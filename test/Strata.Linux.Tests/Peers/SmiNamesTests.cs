using System.Text;
using Strata.Layers.Driver;

namespace Strata.Linux.Tests.Peers;

/// <summary>The names by which we know the values of nvidia-smi, held against those in a real one.</summary>
public sealed class SmiNamesTests
{
    // Names that came with branches after the real tool's (535).
    private static readonly string[] Newer = ["cliqueId", "clusterUuid", "gpu_recovery_action"];

    [PeerFact("nvidia-smi")]
    public void EveryNameIsOneOfTheRealTool()
    {
        var tool = Encoding.Latin1.GetString(File.ReadAllBytes(Peer.Find("nvidia-smi")!));
        var elements = SmiField.All.SelectMany(field => field.Xml.Split('/', StringSplitOptions.RemoveEmptyEntries))
            .Where(name => !tool.Contains($"<!ELEMENT {name}", StringComparison.Ordinal));
        // A string that ends another one is stored once.
        var queries = SmiField.All.SelectMany(field => field.Queries).Where(name => !tool.Contains(name + "\0", StringComparison.Ordinal));

        Assert.Equal(Newer, elements.Concat(queries).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
