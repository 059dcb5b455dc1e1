namespace Strata.Linux.Tests.Peers;

/// <summary>A theory that runs real tools. Without one of them it is skipped, in CI it fails.</summary>
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(params string[] tools) => Skip = new PeerFactAttribute(tools).Skip;
}
