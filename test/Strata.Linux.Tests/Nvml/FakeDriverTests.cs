namespace Strata.Linux.Tests.Nvml;

/// <summary>The classes that share one build.</summary>
[CollectionDefinition(Name)]
public sealed class FakeDriverTests : ICollectionFixture<FakeDriver>
{
    public const string Name = "fake driver";
}
