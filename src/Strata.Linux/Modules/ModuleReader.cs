using System.Globalization;
using System.IO.Compression;
using System.Text;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Modules;

/// <summary>Reads what a kernel module file says of itself and answers in the form that <c>modinfo</c> prints.</summary>
internal sealed class ModuleReader(FileTree tree)
{
    private static readonly string[] Suffixes = [".ko", ".ko.gz", ".ko.xz", ".ko.zst"];

    /// <summary>Answers <c>modinfo PATH</c> or <c>modinfo NAME</c>.</summary>
    public Reading<ToolOutput> Answer(ToolCall call)
    {
        var subject = call.Arguments[0];
        var source = new Source(call.CommandLine);
        if (subject.StartsWith('/'))
        {
            return Describe(call, subject, source);
        }
        var index = new ModuleIndex(tree);
        return index.Find(subject) switch
        {
            Reading<string>.Known { Value: ModuleIndex.BuiltIn } => Reading.Known(
                new ToolOutput(0, TextDocument.Of(call.CommandLine, Line("name", subject.Replace('-', '_')) + Line("filename", ModuleIndex.BuiltIn))), source),
            Reading<string>.Known known => Describe(call, known.Value, source),
            Reading<string>.Absent => Reading.Absent<ToolOutput>(source),
            var other => Reading.Unreadable<ToolOutput>(((Reading<string>.Unreadable)other).Why, source),
        };
    }

    private Reading<ToolOutput> Describe(ToolCall call, string path, Source source)
    {
        if (!Suffixes.Any(suffix => path.EndsWith(suffix, StringComparison.Ordinal)))
        {
            return Reading.Unreadable<ToolOutput>("is not named like a kernel module", source);
        }
        var facts = tree.Use(path, file => Read(path, file, source));
        return facts switch
        {
            Reading<ModuleText>.Known known => Reading.Known(
                new ToolOutput(0, TextDocument.Of(call.CommandLine, Print(path, known.Value))), source),
            Reading<ModuleText>.Absent => Reading.Absent<ToolOutput>(source),
            var other => Reading.Unreadable<ToolOutput>(((Reading<ModuleText>.Unreadable)other).Why, source),
        };
    }

    /// <summary>Reads a module, packed as its name says; one that cannot be sought in is read from start to end.</summary>
    public static Reading<ModuleText> Read(string path, Stream file, Source source)
    {
        try
        {
            if (file.CanSeek && path.EndsWith(".ko", StringComparison.Ordinal))
            {
                return ElfModinfo.Read(file) is { } text
                    ? Reading.Known(text, source)
                    : Reading.Unreadable<ModuleText>("is not a kernel module", source);
            }
            using var plain = Unpack(path, file);
            return ModinfoScan.Read(plain) is { } scanned
                ? Reading.Known(scanned, source)
                : Reading.Unreadable<ModuleText>("is not a kernel module", source);
        }
        catch (DllNotFoundException)
        {
            var library = path.EndsWith(".xz", StringComparison.Ordinal) ? XzStream.Library : ZstdStream.Library;
            return Reading.Unreadable<ModuleText>($"needs {library}, which is not installed", source);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or EntryPointNotFoundException)
        {
            return Reading.Unreadable<ModuleText>("cannot be unpacked: " + failure.Message, source);
        }
    }

    private static Stream Unpack(string path, Stream file) => Path.GetExtension(path) switch
    {
        ".xz" => new XzStream(file),
        ".zst" => new ZstdStream(file),
        ".ko" => file,
        _ => new GZipStream(file, CompressionMode.Decompress),
    };

    /// <summary>Writes what <c>modinfo</c> would.</summary>
    public static string Print(string path, ModuleText module)
    {
        var text = new StringBuilder(Line("filename", path));
        foreach (var (key, value) in module.Fields.Where(field => field.Key is not ("parm" or "parmtype")))
        {
            text.Append(Line(key, value));
        }
        if (module.Signature is { } signature)
        {
            text.Append(Line("sig_id", signature.Kind));
            text.Append(Line("signer", signature.Signer));
            text.Append(Line("sig_key", signature.Key));
            text.Append(Line("sig_hashalgo", signature.Hash));
        }
        foreach (var parameter in Parameters(module))
        {
            text.Append(Line("parm", parameter));
        }
        return text.ToString();
    }

    private static IEnumerable<string> Parameters(ModuleText module)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, type) in module.Fields.Where(field => field.Key == "parmtype"))
        {
            types.TryAdd(type.Split(':')[0], type[(type.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }
        foreach (var (_, text) in module.Fields.Where(field => field.Key == "parm"))
        {
            yield return types.Remove(text.Split(':')[0], out var type) ? $"{text} ({type})" : text;
        }
        foreach (var (name, type) in types)
        {
            yield return $"{name}:{type}";
        }
    }

    private static string Line(string key, string value) =>
        string.Create(CultureInfo.InvariantCulture, $"{key + ":",-16}{value.ReplaceLineEndings(" ")}\n");
}
