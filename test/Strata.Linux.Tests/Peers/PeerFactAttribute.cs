namespace Strata.Linux.Tests.Peers;

/// <summary>A test that runs real tools. Without one of them it is skipped, in CI it fails.</summary>
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] tools)
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && tools.Select(Peer.Lack).FirstOrDefault(lack => lack is not null) is { } lack)
        {
            Skip = lack;
        }
    }
}
