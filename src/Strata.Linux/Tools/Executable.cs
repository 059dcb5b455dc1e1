using System.Runtime.InteropServices;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Tools;

/// <summary>Tells whether a program file may be trusted: it belongs to root or to this user, and nobody else can write to it.</summary>
internal static partial class Executable
{
    private const int ExecuteAccess = 1;
    private const int WritableByOthers = 0x2;
    private const int WritableByGroup = 0x10;

    public enum State
    {
        NotThere,
        NotPermitted,
        ChangeableByOthers,
        Usable,
    }

    public static State Look(string path)
    {
        var number = Libc.Open(path, Libc.OpenPathOnly | Libc.OpenCloseOnExec, 0);
        if (number < 0)
        {
            return State.NotThere;
        }
        using var file = new Descriptor(number);
        if (!Libc.Status(number, out var status) || status.Kind != FileKind.Regular)
        {
            return State.NotThere;
        }
        var isOwn = status.Owner == 0 || status.Owner == Libc.EffectiveUser();
        var isForGroup = status.Group != 0 && (status.Permissions & WritableByGroup) != 0;
        if (!isOwn || isForGroup || (status.Permissions & WritableByOthers) != 0)
        {
            return State.ChangeableByOthers;
        }
        return Access(path, ExecuteAccess) == 0 ? State.Usable : State.NotPermitted;
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
