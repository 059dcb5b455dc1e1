using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Strata.Linux.Yaml;

/// <summary>
/// Reads the part of YAML that configuration needs: mappings, sequences and values of one document. Anchors, aliases and
/// tags are refused, because what they can do (growth without bounds, types of the reader's choice) no configuration wants.
/// </summary>
internal sealed class YamlReader
{
    private const int MostDepth = 8;
    private const int MostNodes = 10_000;

    private readonly string _file;
    private readonly Parser _parser;
    private int _nodes;

    private YamlReader(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads the mapping that a file holds; an empty file holds an empty one.</summary>
    /// <exception cref="InputException">It is not YAML, or uses what is refused.</exception>
    public static YamlNode.Map Read(string file, string text)
    {
        var reader = new YamlReader(file, text);
        try
        {
            return reader.Document();
        }
        catch (YamlException error)
        {
            throw Wrong(file, (int)error.Start.Line, "not YAML: " + FirstLine(error));
        }
#pragma warning disable CA1031 // the parser below throws whatever its bugs throw
        catch (Exception error) when (error is not InputException)
#pragma warning restore CA1031
        {
            throw Wrong(file, (int)reader._parser.Current!.Start.Line, "not YAML that can be read");
        }
    }

    private static InputException Wrong(string file, int line, string what) => new($"{file}:{Math.Max(line, 1)}: {what}");

    private static string FirstLine(Exception error) => (error.InnerException ?? error).Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');

    private YamlNode.Map Document()
    {
        Next();
        Next();
        if (_parser.Current is StreamEnd)
        {
            return new YamlNode.Map(1, []);
        }
        Next();
        var root = Node(0);
        Next();
        if (_parser.Current is not StreamEnd)
        {
            throw Wrong(Line, "a second document; one is read");
        }
        return root switch
        {
            YamlNode.Map map => map,
            YamlNode.Scalar { IsNull: true } => new YamlNode.Map(1, []),
            _ => throw Wrong(root.Line, "not a mapping; lines of the form key: value are"),
        };
    }

    private int Line => (int)_parser.Current!.Start.Line;

    private InputException Wrong(int line, string what) => Wrong(_file, line, what);

    private void Next()
    {
        if (!_parser.MoveNext())
        {
            throw Wrong(Line, "ends in the middle");
        }
    }

    // The current event starts a node; afterwards it is the event behind it.
    private YamlNode Node(int depth)
    {
        var (line, current) = (Line, _parser.Current!);
        if (++_nodes > MostNodes)
        {
            throw Wrong(line, $"more than {MostNodes} values");
        }
        if (depth > MostDepth)
        {
            throw Wrong(line, $"more than {MostDepth} levels deep");
        }
        if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw Wrong(line, "anchors and aliases (& and *) are not read");
        }
        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            throw Wrong(line, "tags (!) are not read");
        }
        Next();
        return current switch
        {
            Scalar scalar => new YamlNode.Scalar(line, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => List(line, depth),
            MappingStart => Map(line, depth),
            _ => throw Wrong(line, "a value is missing"),
        };
    }

    private YamlNode.List List(int line, int depth)
    {
        List<YamlNode> items = [];
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }
        Next();
        return new YamlNode.List(line, items);
    }

    private YamlNode.Map Map(int line, int depth)
    {
        List<(string, int, YamlNode)> entries = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            var at = Line;
            if (Node(depth + 1) is not YamlNode.Scalar key)
            {
                throw Wrong(at, "a key is not a word");
            }
            if (!keys.Add(key.Value))
            {
                throw Wrong(at, $"{key.Value}: stands here twice");
            }
            entries.Add((key.Value, at, Node(depth + 1)));
        }
        Next();
        return new YamlNode.Map(line, entries);
    }
}
