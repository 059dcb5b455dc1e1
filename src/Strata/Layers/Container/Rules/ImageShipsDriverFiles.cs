using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The image holds files that only the host's driver may bring.</summary>
public sealed class ImageShipsDriverFiles : Rule
{
    private static readonly LogSign ListedLibrary = new(".so.", @"^-\S+\s.*\s(?<path>\S*(?<name>libnvidia-ml|libcuda)\.so\.(?<version>[0-9]{3}\.[0-9]+(?:\.[0-9]+)?))$")
    {
        Samples = ["-rw-r--r--  1 root root  1.8M May 12  2022 libnvidia-ml.so.470.129.06"],
    };

    private static readonly LogSign ImageMention = new(" image", @"(?i)\b(?:docker|container|the|this|my|your) image\b") { Samples = ["The docker image fails with"] };

    private static readonly LogSign HostDriver = new("river", @"(?i)\b(?:nvidia|host|gpu)\b.{0,20}\bdrivers? (?:version )?(?:is |are |was |: ?)?(?<branch>[0-9]{3})\b") { Samples = ["on a host where the nvidia driver is 535.", "host driver version 550.54.14"] };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 160),
        "image-ships-driver-files",
        "The image itself holds files of the driver",
        "The toolkit mounts the host's driver files into the container and refuses, or shadows badly, when files of the same name are in the image already. They come from driver packages installed while the image was built, or from an image committed out of a running GPU container, which leaves empty files behind.")
    {
        Reference = "BIOP/BIOP-desktop#2; NVIDIA/libnvidia-container#266",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
    [
        new("file exists", @"mount error: file creation failed: (?<path>\S+?): file exists")
        {
            Samples =
            [
                "nvidia-container-cli: mount error: file creation failed: /var/lib/docker/overlay2/36b6/merged/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1: file exists: unknown.",
                "nvidia-container-cli: mount error: file creation failed: /var/lib/docker/overlay2/a1/merged/usr/bin/nvidia-smi: file exists: unknown",
            ],
        },
        new("file too short", @"(?<path>\S*lib(?:cuda|nvidia-\w+|nvcuvid)\.so[.0-9]*): file too short")
        {
            Samples = ["ImportError: /usr/lib/x86_64-linux-gnu/libcuda.so.1: file too short"],
        },
        new("ldconfig", @"File (?<path>\S*lib(?:cuda|nvidia)\S*) is empty, not checked")
        {
            Samples = ["/sbin/ldconfig.real: File /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.525.60.13 is empty, not checked."],
        },
        ListedLibrary,
        ImageMention,
        HostDriver,
        UserspaceSigns.NvmlLibraryVersion,
        ContainerSigns.NvmlMismatch,
    ];

    // The toolkit mounts libraries of the host's own branch, so those of another branch came with the image.
    private Finding? OtherBranch(Snapshot snapshot)
    {
        var image = snapshot.Log.Current(ImageMention).FirstOrDefault();
        var library = snapshot.Log.Current(UserspaceSigns.NvmlLibraryVersion).FirstOrDefault();
        var host = snapshot.Log.Current(HostDriver).FirstOrDefault(hit => library is not null && hit["branch"] != library["version"].Split('.')[0]);
        return image is null || library is null || host is null || snapshot.Origin.Kind != OriginKind.Text || !snapshot.Log.Has(ContainerSigns.NvmlMismatch)
            ? null
            : Find(
                State.Fault, Repair.ConfigFix, [library.Source, host.Source, image.Source],
                PlanAction.ByHand($"Build the image without driver files: remove the packages that bring libnvidia-ml.so.{library["version"]} (mostly libnvidia-compute-*, nvidia-utils-*) in the Dockerfile")) with
            {
                Title = $"The image brings driver libraries {library["version"]}, the host has branch {host["branch"]}",
                Confidence = Confidence.Likely,
            };
    }

    private Verdict TwoVersions(Snapshot snapshot)
    {
        if (OtherBranch(snapshot) is { } other)
        {
            return Verdict.Found(other);
        }
        var container = snapshot.Origin.Kind == OriginKind.Text ? ContainerMentions.First(snapshot.Log) : null;
        var twice = snapshot.Log.Current(ListedLibrary).GroupBy(hit => hit["name"], StringComparer.Ordinal)
            .FirstOrDefault(group => group.Select(hit => hit["version"]).Distinct(StringComparer.Ordinal).Skip(1).Any());
        return container is null || twice is null
            ? Verdict.Quiet
            : Verdict.Found(Find(
                State.Fault, Repair.ConfigFix, twice.Select(hit => hit.Source).Append(container),
                PlanAction.ByHand($"Build the image without driver files: remove {twice.Key}.so.* and the packages that own them (mostly libnvidia-compute-*, nvidia-utils-*, libcuda1) in the Dockerfile")) with
            {
                Title = $"The container has {twice.Key} of two driver versions: one came with the image",
                Confidence = Confidence.Likely,
            });
    }

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan()[..3]);
        if (hits.IsEmpty)
        {
            return TwoVersions(snapshot);
        }
        var refused = hits.Any(hit => hit.Sign != Signs[2]);
        var path = hits[0]["path"];
        var merged = path.IndexOf("/merged/", StringComparison.Ordinal);
        var inside = merged < 0 ? path : path[(merged + "/merged".Length)..];
        var finding = Find(
            refused ? LogWeight.Of(snapshot) : State.Warning, Repair.ConfigFix, hits.Select(hit => hit.Source),
            PlanAction.ByHand($"Build the image without driver files: remove {inside} and the packages that own it (dpkg -S {inside}; mostly libnvidia-compute-*, nvidia-utils-*, libcuda1) in the Dockerfile"),
            PlanAction.ByHand("If the image was made with docker commit from a running GPU container: build it from a Dockerfile instead"));
        return Verdict.Found(finding with { Confidence = refused ? Confidence.Certain : Confidence.Possible });
    }
}
