using System.Runtime.InteropServices;
using System.Text;
using Strata.Machine;

namespace Strata.Linux.Files;

/// <summary>
/// Resolves a path below a root one component at a time, for kernels without openat2 (before 5.6). Every component is
/// opened without following it, links are read and expanded here, and <c>..</c> goes back along directories that are
/// already open, so that no rename or link swap can lead outside.
/// </summary>
internal static class PathWalk
{
    public const int MostLinks = 40;

    /// <summary>Opens a path by path only; a negative number is the error number with its sign turned.</summary>
    public static int Open(int root, string path, bool followLast)
    {
        var open = new Stack<int>();
        try
        {
            return Walk(root, path, followLast, open);
        }
        finally
        {
            while (open.TryPop(out var descriptor))
            {
                Libc.Close(descriptor);
            }
        }
    }

    private static int Walk(int root, string path, bool followLast, Stack<int> open)
    {
        var todo = new Stack<string>();
        Push(todo, path);
        var links = 0;
        while (todo.TryPop(out var name))
        {
            if (name is "..")
            {
                if (open.TryPop(out var left))
                {
                    Libc.Close(left);
                }
                continue;
            }
            var next = OpenOne(Top(root, open), name);
            if (next < 0)
            {
                return next;
            }
            open.Push(next);
            if (!Libc.Status(next, out var status))
            {
                return -Marshal.GetLastPInvokeError();
            }
            if (status.Kind != FileKind.Link || (todo.Count == 0 && !followLast))
            {
                continue;
            }
            if (++links > MostLinks)
            {
                return -Libc.TooManyLinks;
            }
            var target = Libc.LinkTarget(next);
            if (target is null)
            {
                return -Marshal.GetLastPInvokeError();
            }
            Libc.Close(open.Pop());
            Expand(Encoding.UTF8.GetString(target), todo, open);
        }
        return open.TryPop(out var last) ? last : OpenOne(root, ".");
    }

    private static void Expand(string target, Stack<string> todo, Stack<int> open)
    {
        if (target.StartsWith('/'))
        {
            while (open.TryPop(out var left))
            {
                Libc.Close(left);
            }
        }
        Push(todo, target);
    }

    private static void Push(Stack<string> todo, string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
            {
                todo.Push(names[i]);
            }
        }
    }

    private static int Top(int root, Stack<int> open) => open.TryPeek(out var top) ? top : root;

    private static int OpenOne(int directory, string name)
    {
        var descriptor = Libc.OpenAt(directory, name, Libc.OpenPathOnly | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0);
        return descriptor >= 0 ? descriptor : -Marshal.GetLastPInvokeError();
    }
}
