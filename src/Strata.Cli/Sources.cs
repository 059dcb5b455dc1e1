using Strata.Linux;
using Strata.Linux.Bundles;
using Strata.Linux.Inputs;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Snapshots;

namespace Strata.Cli;

/// <summary>Opens the machine that the user means.</summary>
internal static class Sources
{
    /// <summary>This machine, another root, or what stands at a path.</summary>
    public static OpenedSource Open(string? from, string? root)
    {
        if (root is not null)
        {
            return new OpenedSource(new RootMachine(root));
        }
        return from is null ? new OpenedSource(new LiveMachine()) : Open(InputDetector.Open(from));
    }

    /// <summary>One text or several as one machine; a single input may be anything that can be recognised.</summary>
    public static OpenedSource OpenTexts(IReadOnlyList<string> paths)
    {
        if (paths.Count == 1)
        {
            return Open(InputDetector.Open(paths[0]));
        }
        var inputs = new List<DetectedInput>();
        try
        {
            foreach (var path in paths)
            {
                inputs.Add(InputDetector.Open(path));
            }
            var texts = inputs.ConvertAll(input => new LogText(input.Name, Era.Current, LinesOf(OnlyText(input))));
            return new OpenedSource(PasteReader.Read(new Origin(OriginKind.Text, string.Join(", ", paths)), texts), inputs);
        }
        catch
        {
            inputs.ForEach(input => input.Dispose());
            throw;
        }
    }

    private static OpenedSource Open(DetectedInput input)
    {
        try
        {
            return new OpenedSource(Machine(input), [input]);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static IMachine Machine(DetectedInput input) => input.Kind switch
    {
        InputKind.Directory => new RootMachine(input.Name),
        InputKind.Bundle => BundleReader.Read(input),
        InputKind.BugReport => BugReportReader.Read(input.Name, input.Text!.AllLines()),
        _ => PasteReader.Read(new Origin(OriginKind.Text, input.Name), new LogText(input.Name, Era.Current, LinesOf(input.Text!))),
    };

    private static InputText OnlyText(DetectedInput input) => input.Kind == InputKind.Text
        ? input.Text!
        : throw new UsageException($"{input.Name}: is not a plain text and must be read alone: strata doctor --from {input.Name}");

    private static IEnumerable<LogLine> LinesOf(InputText text) => text.Lines(LogGate.Words);
}
