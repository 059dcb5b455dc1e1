using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>A file of the driver or the toolkit carries a SELinux type that it should not have.</summary>
public sealed class SelinuxWrongFileLabel : Rule
{
    /// <summary>Gives the device nodes the type that the policy has for them.</summary>
    public static PlanAction RestoreNodes { get; } = PlanAction.ByHand("Give the device nodes their type: `restorecon -v /dev/nvidia*`", needsRoot: true);

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 130),
        "selinux-wrong-file-label",
        "A file of the driver or the toolkit has the wrong SELinux label",
        "Files that were copied, unpacked or made before the policy was loaded keep a foreign type, and SELinux then refuses them to programs that may use the right one. restorecon sets the type that the policy has for the path.")
    {
        Reference = "NVIDIA/nvidia-docker#814, #676; NVIDIA/nvidia-container-runtime#42",
    };

    private static readonly ImmutableArray<LogSign> Told =
    [
        new("default label should be", @"(?<path>\S*(?:nvidia|libcuda)\S*) default label should be (?<right>\w+)")
        {
            Samples = ["/dev/nvidia0 default label should be xserver_misc_device_t.", "/usr/bin/nvidia-container-runtime-hook default label should be container_runtime_exec_t."],
        },
        new("elabel", @"(?:Relabeled|Would relabel) (?<path>/\S*(?:nvidia|libcuda)\S*) from (?<wrong>\S+) to (?<right>\S+)")
        {
            Samples = ["Relabeled /dev/nvidia0 from system_u:object_r:device_t:s0 to system_u:object_r:xserver_misc_device_t:s0"],
        },
        new("restorecon reset", @"restorecon reset (?<path>/\S*(?:nvidia|libcuda)\S*) context")
        {
            Samples = ["restorecon reset /usr/lib64/libnvidia-ml.so.440.44 context unconfined_u:object_r:user_home_t:s0->system_u:object_r:lib_t:s0"],
        },
        new("device_t", @"(?i)\bdevice_t\b\W{0,4}\s*(?:instead of|rather than|and not|not|should be|->)\s*\W{0,4}xserver_misc_device_t\b")
        {
            Samples = ["/dev/nvidiactl is device_t instead of xserver_misc_device_t"],
        },
        new("object_r:device_t", @"type=PATH .*name=""(?<path>/dev/nvidia[^""]*)"".* obj=\S+:object_r:device_t\b")
        {
            Samples = ["type=PATH msg=audit(1700000000.120:77): item=1 name=\"/dev/nvidiactl\" inode=20011 dev=00:05 mode=020666 ouid=0 ogid=0 rdev=c3:ff obj=system_u:object_r:device_t:s0 objtype=CREATE"],
        },
        new("restorecon", @"nvidia-container-cli (?:-k )?list \| restorecon") { Samples = ["nvidia-container-cli -k list | restorecon -v -f -"] },
    ];

    private static readonly LogSign Listed = new(
        ":object_r:", @":object_r:(?<type>device_t|unlabeled_t|default_t|file_t|user_home_t|admin_home_t|mnt_t|var_lib_t)(?::s0\S*)?\s+(?:[0-9]+\s+\w+\s+[0-9]+\s+[0-9:]+\s+)?(?<path>(?!/home/|/root/|/tmp/|/var/)\S*(?:nvidia|libcuda)\S*)")
    {
        Samples =
        [
            "             system_u:object_r:device_t:s0 /dev/nvidia-uvm        system_u:object_r:xserver_misc_device_t:s0 /dev/nvidia0",
            "crw-rw-rw-. root root unconfined_u:object_r:unlabeled_t:s0 /dev/nvidia0",
            "-rwxr-xr-x. 1 root root unconfined_u:object_r:user_home_t:s0 /usr/lib64/libnvidia-ml.so.535.54.03",
            "-rw-r--r--. 1 root root system_u:object_r:var_lib_t:s0  2502576 Sep 11 15:01 /usr/lib/modules/4.18.0-477.21.1.el8_8.x86_64/kernel/drivers/video/nvidia-modeset.ko",
        ],
    };

    // A volume of nvidia-docker holds one directory for each driver version, and containers may read it only with a type of theirs.
    private static readonly LogSign Volume = new(
        ":object_r:", @":object_r:(?!svirt_sandbox_file_t|container_|usr_t|lib_t|bin_t|textrel_shlib_t)(?<type>\w+):s0\S*\s+(?:[0-9]+\s+\w+\s+[0-9]+\s+[0-9:]+\s+)?(?<path>[0-9]{3}\.[0-9]+(?:\.[0-9]+)?)$")
    {
        Samples =
        [
            "drwxr-xr-x. nvidia-docker nvidia-docker system_u:object_r:xserver_var_lib_t:s0 396.26",
            "drwxr-xr-x. 5 nvidia-docker nvidia-docker system_u:object_r:var_lib_t:s0 4096 Jul  3 10:12 390.48",
        ],
    };

    private static readonly LogSign VolumePath = new("nvidia_driver") { Samples = ["ls -lZ /var/lib/nvidia-docker/volumes/nvidia_driver/"] };

    private static readonly LogSign NotLoaded = new("could not insert", @"could not insert '?nvidia\S*: Permission denied") { Samples = ["modprobe: ERROR: could not insert 'nvidia': Permission denied"] };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [.. Told, Listed, Volume, VolumePath, NotLoaded, ContainerSigns.Avc, ContainerSigns.SelinuxReport, ContainerSigns.AllowRule];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (snapshot.Container.SelinuxEnforces.TryGet(out var enforces) && !enforces)
        {
            return Verdict.Quiet;
        }
        var denials = snapshot.Container.Denials.Where(denial => denial.Subject == SelinuxSubject.DriverFile).ToImmutableArray();
        var told = snapshot.Log.Current(Told.AsSpan());
        var volume = snapshot.Log.Current(VolumePath).IsEmpty ? [] : snapshot.Log.Current(Volume);
        var listed = snapshot.Log.Current(Listed).AddRange(volume);
        if (denials.IsEmpty && told.IsEmpty && listed.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var broken = !denials.IsEmpty || !told.IsEmpty || !volume.IsEmpty || snapshot.Log.HasAny(ContainerSigns.NvmlNoPermission, ContainerSigns.NvmlUnknownError, NotLoaded);
        var evidence = denials.Select(denial => denial.Source).Concat(told.Concat(listed).Select(hit => hit.Source));
        return Verdict.Found(Find(broken ? LogWeight.Of(snapshot) : State.Warning, Repair.ConfigFix, evidence, Fixes(denials, told, listed)) with
        {
            Confidence = told.IsEmpty && listed.IsEmpty ? Confidence.Likely : Confidence.Certain,
        });
    }

    private static IEnumerable<PlanAction> Fixes(ImmutableArray<SelinuxDenial> denials, ImmutableArray<LogHit> told, ImmutableArray<LogHit> listed)
    {
        if (listed.Any(hit => hit.Sign == Volume))
        {
            yield return PlanAction.Safe("Give the volume a type that containers may read", "chcon", "-R", "-t", "container_file_t", "/var/lib/nvidia-docker/volumes/nvidia_driver");
            yield break;
        }
        var paths = told.Concat(listed).Select(hit => hit["path"]).Concat(denials.Select(denial => denial.Object))
            .Where(path => path.StartsWith('/')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(8).ToArray();
        yield return paths.Length > 0
            ? PlanAction.Safe("Give the files the type that the policy has for their paths", ["restorecon", "-v", .. paths])
            : PlanAction.Safe("Give the driver's programs the type that the policy has for their paths", "restorecon", "-v", "-R", "/usr/bin", "/usr/lib64");
        if (paths.Any(path => path.StartsWith("/dev/", StringComparison.Ordinal)))
        {
            yield return RestoreNodes;
        }
    }
}
