using Strata.Layers.Userspace;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Xunit;

namespace Strata.Tests.Layers.Userspace.Apt;

public sealed class AptCollectorTests
{
    private const string Folder = "/var/lib/apt/lists";
    private const string Restricted = "archive.ubuntu.com_ubuntu_dists_noble-updates_restricted_binary-amd64_Packages";
    private const string Cuda = "developer.download.nvidia.com_compute_cuda_repos_ubuntu2404_x86%5f64_Packages";
    private static readonly Package Utils = new("nvidia-utils-580", "580.95.05-0ubuntu0.24.04.1", "ii", new Source("/var/lib/dpkg/status"));

    [Fact]
    public void OnlyTheCollectorAsksAMachine() => Assert.Equal(
        [typeof(AptCollector)],
        from type in typeof(AptCollector).Assembly.GetTypes()
        where type.Namespace == typeof(AptCollector).Namespace && !type.IsNested
        where type.GetMethods().Any(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMachine)))
        select type);

    [Theory]
    [InlineData("Package: /a+b/\nPin: release *\nPin-Priority: 1\n\n", 20_000, AptPins.MostPatterns)]
    [InlineData("Package: a\nPin: release *\nPin-Priority: 1\n\n", 3, 3)]
    public void OfVeryManyPinsTheFirstCount(string stanza, int count, int read)
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.Root, "/"));
        machine.Add("/etc/apt/preferences", TextDocument.Of("preferences", string.Concat(Enumerable.Repeat(stanza, count))));

        Assert.Equal(read, AptCollector.Pins(machine).Length);
    }

    [Fact]
    public void AListTellsTheRepositoryOfAVersion()
    {
        var choice = Assert.Single(AptCollector.Choices(Machine(Restricted), [Utils]).Or([]));

        Assert.Equal("noble-updates", Assert.Single(choice.From(Utils.Version)).Suite);
    }

    [Fact]
    public void AListThatCannotBeReadLeavesTheOthersStanding() =>
        Assert.NotEmpty(Assert.Single(AptCollector.Choices(Machine(Restricted, Cuda), [Utils]).Or([])).Offers);

    [Fact]
    public void WithoutAnyListNothingIsKnown() => Assert.True(AptCollector.Choices(Machine(Cuda), [Utils]).IsUnreadable);

    // The list of NVIDIA's repository is there and cannot be read.
    private static TranscriptMachine Machine(params string[] lists)
    {
        const string release = "archive.ubuntu.com_ubuntu_dists_noble-updates_InRelease";
        var machine = new TranscriptMachine(new Origin(OriginKind.Root, "/"));
        machine.AddDirectory(Folder, [.. lists, release], new Source(Folder));
        machine.Add($"{Folder}/{Restricted}", TextDocument.Of(Restricted, $"Package: {Utils.Name}\nVersion: {Utils.Version}\n"));
        machine.Add($"{Folder}/{release}", TextDocument.Of(release, "Origin: Ubuntu\nSuite: noble-updates\n"));
        return machine;
    }
}
