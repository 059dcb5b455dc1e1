using System.Collections.Immutable;
using Strata.Judging;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Vfio.Rules;

/// <summary>The virtual machine may not lock enough memory for passthrough.</summary>
public sealed class VfioMemoryLockLimit : Rule
{
    private static readonly LogSign CannotLimit = new("limit locked memory", @"cannot limit locked memory")
    {
        Samples = ["internal error: Process exited prior to exec: libvirt: error : cannot limit locked memory of process 111 to 9007199254740991: Operation not permitted"],
    };

    private static readonly LogSign MapFailed = new("Cannot allocate memory", @"VFIO_MAP_DMA(?: failed)?: Cannot allocate memory|vfio\w*_dma_map\(.*= -12 \(Cannot allocate memory\)|vfio\w*: .*DMA.*Cannot allocate memory|(?i:vfio).*(?:[mM]ap|pin).*Cannot allocate memory")
    {
        Samples =
        [
            "qemu-system-x86_64: -device vfio-pci,host=0000:07:00.0,id=hostdev0,bus=pci.2,addr=0x0: VFIO_MAP_DMA failed: Cannot allocate memory",
            "vfio 0000:07:00.0: failed to setup container for group 49: memory listener initialization failed: Region pc.ram: vfio_dma_map(0x648f08f946c0, 0x0, 0x80000000, 0x715dc0000000) = -12 (Cannot allocate memory)",
        ],
    };

    private static readonly LogSign MapRefused = new("VFIO_MAP_DMA", @"VFIO_MAP_DMA:? (?:failed: )?-12\b") { Samples = ["qemu-system-x86_64: VFIO_MAP_DMA: -12"] };

    private static readonly LogSign LimitUnknown = new("memory lock limit", @"(?i:unable to (?:get|set)|cannot (?:get|set)|failed to (?:get|set)).{0,60}memory lock limit")
    {
        Samples = ["libvirt:  error : internal error: Unable to get current process memory lock limit: Operation not permitted"],
    };

    private static readonly LogSign LockFailed = new("locking memory failed") { Samples = ["qemu-system-x86_64: locking memory failed"] };

    private static readonly LogSign LimitExceeded = new("RLIMIT_MEMLOCK", @"vfio\w*: .*RLIMIT_MEMLOCK \([0-9]+\) exceeded")
    {
        Samples =
        [
            "[  365.159219] vfio_pin_pages_remote: RLIMIT_MEMLOCK (4194304) exceeded",
            "[ 3519.030647] vfio_pin_page_external: Task qemu-system-x86 (17861) RLIMIT_MEMLOCK (134217728) exceeded",
        ],
    };

    private static readonly LogSign SetLimit = new("memlock", @"(?i:failed to (?:set|adjust)|unable to (?:set|raise)|cannot (?:set|raise)|error setting).{0,80}memlock|memlock.{0,80}(?:Operation not permitted|too low)")
    {
        Samples = ["failed to adjust memlock limits for the qemu process: Operation not permitted"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 150),
        "vfio-memlock-limit",
        "The limit on locked memory is too low to pin the guest's memory",
        "A device reads and writes guest memory at any time, so all of it must stay locked in RAM. The limit RLIMIT_MEMLOCK of the "
        + "QEMU process is lower than the guest's memory, or the process that should raise it has no right to (CAP_SYS_RESOURCE).")
    {
        Reference = "Linux VFIO type1; libvirt memory locking",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [CannotLimit, MapFailed, MapRefused, LimitUnknown, LockFailed, LimitExceeded, SetLimit];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(CannotLimit, MapFailed, MapRefused, LimitUnknown, LockFailed, LimitExceeded, SetLimit);
        return hits.IsEmpty ? Verdict.Quiet : Verdict.Found(Find(State.Fault, Repair.ConfigFix, hits.Select(hit => hit.Source).Take(4),
            PlanAction.ByHand("libvirt: add <memoryBacking><locked/></memoryBacking> or <memtune><hard_limit> above guest memory plus 1 GiB, and undo hardening that takes the right to raise limits (CapabilityBoundingSet, LimitMEMLOCK) from its unit", Risk.Disruptive, "the virtual machine while it restarts", needsRoot: true),
            PlanAction.ByHand("QEMU started by a user: raise memlock for that user in /etc/security/limits.d to at least guest memory plus 1 GiB, then log in again", needsRoot: true),
            PlanAction.ByHand("In a container or pod: give it CAP_SYS_RESOURCE or an unlimited memlock ulimit (docker run --ulimit memlock=-1; in KubeVirt a release that sets the limit from outside)", Risk.Disruptive, "the container while it restarts")));
    }
}
