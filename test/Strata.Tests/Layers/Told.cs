using Strata.Machine;
using Strata.Machine.Transcripts;

namespace Strata.Tests.Layers;

/// <summary>Tells a machine one thing after the other.</summary>
internal static class Told
{
    public static TranscriptMachine WithText(this TranscriptMachine machine, string path, string text)
    {
        machine.Add(path, TextDocument.Of(path, text));
        return machine;
    }

    public static TranscriptMachine WithFile(this TranscriptMachine machine, string path)
    {
        machine.AddStatus(path, new FileStatus(FileKind.Regular, 0x1ED, "root", "root"), new Source(path));
        return machine;
    }

    public static TranscriptMachine WithNames(this TranscriptMachine machine, string directory, params string[] names)
    {
        machine.AddDirectory(directory, names, new Source(directory));
        return machine;
    }

    public static TranscriptMachine WithLog(this TranscriptMachine machine, string line)
    {
        machine.Add(new LogText("journal", Era.Current, [new LogLine(1, line)]));
        return machine;
    }
}
