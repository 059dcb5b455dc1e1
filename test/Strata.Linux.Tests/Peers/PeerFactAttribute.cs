namespace Strata.Linux.Tests.Peers;

/// <summary>A test that runs a real tool. Without the tool it is skipped, in CI it fails.</summary>
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(string tool)
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && Peer.Lack(tool) is { } lack)
        {
            Skip = lack;
        }
    }
}
