using Strata.Layers.Userspace;
using Strata.Layers.Userspace.Apt;
using Strata.Machine;
using Xunit;

namespace Strata.Tests.Layers.Userspace.Apt;

public sealed class AptPolicyTests
{
    private static readonly TextDocument Repositories = TextDocument.Of("apt-cache policy", """
        Package files:
         100 /var/lib/dpkg/status
             release a=now
         600 https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2204/x86_64  Packages
             release o=NVIDIA,l=NVIDIA CUDA,c=
             origin developer.download.nvidia.com
         500 http://archive.ubuntu.com/ubuntu jammy-updates/restricted amd64 Packages
             release v=22.04,o=Ubuntu,a=jammy-updates,n=jammy,l=Ubuntu,c=restricted,b=amd64
             origin archive.ubuntu.com
        Pinned packages:
        """);

    [Fact]
    public void CandidateAndItsRepositoryAreRead()
    {
        var choices = AptPolicy.Parse(TextDocument.Of("apt-cache policy libnvidia-compute-535 nvidia-utils-535", """
            libnvidia-compute-535:
              Installed: 535.161.07-0ubuntu0.22.04.1
              Candidate: 535.183.01-0ubuntu0.22.04.1
              Version table:
                 535.183.01-0ubuntu0.22.04.1 500
                    500 http://archive.ubuntu.com/ubuntu jammy-updates/restricted amd64 Packages
             *** 535.161.07-0ubuntu0.22.04.1 100
                    100 /var/lib/dpkg/status
            nvidia-utils-535:
              Installed: (none)
              Candidate: (none)
              Version table:
                 535.161.07-0ubuntu0.22.04.1 -1
                    600 https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2204/x86_64  Packages
            """), AptPolicy.ParseRepositories(Repositories));

        Assert.True(choices[0].IsUpgrade);
        Assert.Equal("jammy-updates", Assert.Single(choices[0].From(choices[0].Candidate)).Suite);
        Assert.Empty(choices[0].From(choices[0].Installed));
        Assert.False(choices[1].IsUpgrade);
        Assert.Equal(-1, Assert.Single(choices[1].Offers).Priority);
        Assert.Equal("NVIDIA", Assert.Single(choices[1].Offers[0].Repositories).Origin);
    }

    [Theory]
    [InlineData("535.183.01-0ubuntu1", "NVIDIA", true)]
    [InlineData("535.161.07-0ubuntu1", "NVIDIA", false)]
    [InlineData("535.183.01-0ubuntu1", "Ubuntu", false)]
    [InlineData("550.54.15-0ubuntu1", "NVIDIA", false)]
    public void TwoRepositoriesSplitWhenTheirVersionsOfOneBranchDiffer(string version, string origin, bool splits)
    {
        var facts = new UserspaceFacts
        {
            Packages = Reading.NotLooked<System.Collections.Immutable.ImmutableArray<Package>>("dpkg"),
            Libraries = Reading.NotLooked<System.Collections.Immutable.ImmutableArray<DriverLibrary>>("libraries"),
            Version = Reading.NotLooked<Strata.Layers.Kernel.DriverVersion>("library"),
            Choices = Reading.Known<System.Collections.Immutable.ImmutableArray<AptChoice>>(
                [Choice("libnvidia-compute-535", "535.161.07-0ubuntu0.22.04.1", "Ubuntu"), Choice("nvidia-dkms-535", version, origin)], new Source("apt-cache policy")),
        };

        Assert.Equal(splits, RepositorySplit.Of(facts) is not null);
    }

    private static AptChoice Choice(string name, string candidate, string origin) =>
        new(name, "535.129.03-0ubuntu1", candidate, [new AptOffer(candidate, 500, [AptRelease.Empty with { Origin = origin }])], new Source("apt-cache policy"));
}
