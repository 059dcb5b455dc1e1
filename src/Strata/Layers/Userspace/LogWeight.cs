using Strata.Judging;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Userspace;

/// <summary>Weight of a failure that only the words of a program tell.</summary>
public static class LogWeight
{
    /// <summary>
    /// Who pastes an error asks about it. In the log of a whole machine the same line says only that it happened once in this
    /// boot, so it warns and does not call the machine broken.
    /// </summary>
    public static State Of(Snapshot snapshot) => snapshot.Origin.Kind == OriginKind.Text ? State.Fault : State.Warning;
}
