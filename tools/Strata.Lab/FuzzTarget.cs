using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Strata.Judging;
using Strata.Machine;
using Strata.Machine.Transcripts;
using Strata.Rendering;

namespace Strata.Lab;

/// <summary>Something that must survive any text: it returns, and what it prints is harmless.</summary>
/// <param name="Name">Name, part of the names of saved inputs.</param>
/// <param name="Run">Feeds it one text; throws when the promise is broken.</param>
public sealed record FuzzTarget(string Name, Action<string> Run)
{
    /// <summary>Every target: the three readers of whole inputs, and each parser of the core, whatever its type is called.</summary>
    public static ImmutableArray<FuzzTarget> All { get; } =
    [
        new("paste", text => Check(PasteReader.Read(new Origin(OriginKind.Text, "-"), new LogText("-", Era.Current, Lines(text))))),
        new("bug-report", text => Check(BugReportReader.Read("-", Lines(text)))),
        new("lab-case", text => Check(new LabMachine(LabCaseReader.Parse("x", text)))),
        .. Parsers(),
    ];

    private static LogLine[] Lines(string text) => [.. TextDocument.Of("-", text).Lines.Select((line, index) => new LogLine(index + 1, line))];

    private static void Check(IMachine machine)
    {
        var report = LabFolder.Judge(machine);
        using var json = JsonDocument.Parse(ReportJson.Render(report, "0"));
        RequireHarmless(json.RootElement);
        using var sarif = JsonDocument.Parse(SarifWriter.Render(report, "0"));
        RequireHarmless(sarif.RootElement);
        XDocument.Parse(JunitWriter.Render(report, [.. Rules.All.Select(rule => rule.Info)]));
        RequireHarmless(NagiosWriter.Render(report));
        RequireHarmless(MarkdownWriter.Render(ReportDocumentBuilder.Build(report)));
        RequireHarmless(HtmlWriter.Render(ReportDocumentBuilder.Build(report)));
    }

    private static void RequireHarmless(string text)
    {
        foreach (var character in text)
        {
            if (character != '\n' && IsHarmful(character))
            {
                throw new InvalidDataException($"the character {(int)character:x4} reaches the output");
            }
        }
    }

    private static void RequireHarmless(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    RequireHarmless(property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    RequireHarmless(item);
                }
                break;
            case JsonValueKind.String:
                RequireHarmless(element.GetString()!);
                break;
        }
    }

    private static bool IsHarmful(char character) =>
        char.IsControl(character) || character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f';

    private static IEnumerable<FuzzTarget> Parsers() =>
        from type in typeof(Report).Assembly.GetTypes()
        where !type.IsGenericType
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where method.Name.StartsWith("Parse", StringComparison.Ordinal) && !method.ContainsGenericParameters && (method.IsPublic || method.IsAssembly)
        let parameters = method.GetParameters()
        where type.Name.EndsWith("Parser", StringComparison.Ordinal) || parameters.Any(parameter => parameter.ParameterType == typeof(TextDocument))
        where parameters.Length > 0 && parameters.All(parameter => IsText(parameter.ParameterType) || parameter.HasDefaultValue) && parameters.Any(parameter => IsText(parameter.ParameterType))
        orderby type.FullName, method.Name, parameters.Length
        select new FuzzTarget(
            $"{type.Name}-{method.Name}-{parameters.Length}",
            text => Parse(method, [.. parameters.Select(parameter => Argument(parameter, text))]));

    private static void Parse(MethodInfo method, object?[] arguments) =>
        Enumerate(method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null));

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(TextDocument);

    private static object? Argument(ParameterInfo parameter, string text) =>
        parameter.ParameterType == typeof(TextDocument) ? TextDocument.Of("-", text)
        : parameter.ParameterType == typeof(string) ? text
        : parameter.DefaultValue;

    // A lazy result is read to its end: that is where it would throw.
    private static void Enumerate(object? result)
    {
        if (result is System.Collections.IEnumerable items and not string)
        {
            try
            {
                foreach (var _ in items)
                {
                }
            }
            catch (InvalidOperationException) when (result.GetType().Name.StartsWith("ImmutableArray", StringComparison.Ordinal))
            {
                throw new InvalidDataException("a parser returned a default array");
            }
        }
    }
}
