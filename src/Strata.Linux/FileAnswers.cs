using System.Text;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux;

/// <summary>Answers of tools that only reprint files of /proc, given without running them.</summary>
internal static class FileAnswers
{
    /// <summary>What <c>lsmod</c> prints, from /proc/modules.</summary>
    public static Reading<ToolOutput> LoadedModules(FileTree tree, ToolCall call) => tree.Read("/proc/modules").Map(modules =>
    {
        var text = new StringBuilder("Module                  Size  Used by\n");
        foreach (var line in modules.Lines)
        {
            var fields = line.Split(' ');
            if (fields.Length >= 4)
            {
                var users = fields[3] == "-" ? "" : " " + fields[3].TrimEnd(',');
                text.Append(fields[0].PadRight(19)).Append(' ').Append(fields[1].PadLeft(8)).Append("  ").Append(fields[2]).Append(users).Append('\n');
            }
        }
        return new ToolOutput(0, TextDocument.Of(call.CommandLine, text.ToString()));
    });

    /// <summary>What <c>uname -a</c> prints, from /proc/sys/kernel.</summary>
    public static Reading<ToolOutput> KernelName(FileTree tree, ToolCall call)
    {
        var release = tree.Read("/proc/sys/kernel/osrelease");
        if (!release.IsKnown)
        {
            return release.Map(text => new ToolOutput(0, text));
        }
        var host = Word(tree, "/proc/sys/kernel/hostname", "localhost");
        var version = Word(tree, "/proc/sys/kernel/version", "");
        var machine = Word(tree, "/proc/sys/kernel/arch", "");
        var words = new[] { "Linux", host, release.Map(text => text.FirstTrimmed).Or("")!, version, machine, "GNU/Linux" };
        var line = string.Join(' ', words.Where(word => word.Length > 0));
        return Reading.Known(new ToolOutput(0, TextDocument.Of(call.CommandLine, line)), new Source(call.CommandLine, 1, line));
    }

    /// <summary>What <c>uname -r</c> prints.</summary>
    public static Reading<ToolOutput> KernelRelease(FileTree tree, ToolCall call) => tree.Read("/proc/sys/kernel/osrelease")
        .Map(text => new ToolOutput(0, TextDocument.Of(call.CommandLine, text.FirstTrimmed)));

    private static string Word(FileTree tree, string path, string otherwise) =>
        tree.Read(path).Map(text => text.FirstTrimmed).Or(otherwise)!;
}
