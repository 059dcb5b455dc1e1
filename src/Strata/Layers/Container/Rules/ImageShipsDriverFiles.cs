using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The image holds files that only the host's driver may bring.</summary>
public sealed class ImageShipsDriverFiles : Rule
{
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
        new("file too short", @"(?<path>\S*lib(?:cuda|nvidia-\w+|nvcuvid)\.so[.\d]*): file too short")
        {
            Samples = ["ImportError: /usr/lib/x86_64-linux-gnu/libcuda.so.1: file too short"],
        },
        new("ldconfig", @"File (?<path>\S*lib(?:cuda|nvidia)\S*) is empty, not checked")
        {
            Samples = ["/sbin/ldconfig.real: File /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.525.60.13 is empty, not checked."],
        },
    ];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan());
        if (hits.IsEmpty)
        {
            return Verdict.Quiet;
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
