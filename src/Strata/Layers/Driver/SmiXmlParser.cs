using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using Strata.Layers.Bus;
using Strata.Machine;

namespace Strata.Layers.Driver;

/// <summary>
/// Reads `nvidia-smi -q -x` of every branch, whole, cut at its end, or one block of a GPU. Fields stand under the paths of
/// `nvidia-smi -q`. Total: what was read before the text breaks is kept.
/// </summary>
public static class SmiXmlParser
{
    private const int Deepest = 32;
    private const int MostGpus = 4096;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        ConformanceLevel = ConformanceLevel.Fragment,
        CheckCharacters = false,
        IgnoreComments = true,
        MaxCharactersInDocument = 64 << 20,
    };

    /// <summary>The GPUs of the transcript.</summary>
    public static ImmutableArray<GpuState> Parse(TextDocument text)
    {
        // The declaration and the DOCTYPE stand before the root; neither is read.
        var first = 0;
        while (first < text.Lines.Length && Begin(text.Lines[first]) < 0)
        {
            first++;
        }
        var gpus = ImmutableArray.CreateBuilder<GpuState>();
        if (first == text.Lines.Length)
        {
            return [];
        }
        var body = string.Join('\n', text.Lines.Skip(first))[Begin(text.Lines[first])..];
        using var reader = XmlReader.Create(new StringReader(body), Settings);
        var walk = new Walk(text, first);
        try
        {
            while (reader.Read() && gpus.Count < MostGpus)
            {
                if (walk.Take(reader) is { } gpu)
                {
                    gpus.Add(gpu);
                }
            }
        }
        catch (XmlException)
        {
            // The text is cut here, or something else was pasted into it.
        }
        if (walk.Finish() is { } last)
        {
            gpus.Add(last);
        }
        return [.. gpus.DistinctBy(gpu => gpu.Address)];
    }

    private static int Begin(string line)
    {
        var root = line.IndexOf("<nvidia_smi_log>", StringComparison.Ordinal);
        return root >= 0 ? root : line.IndexOf("<gpu id=", StringComparison.Ordinal);
    }

    private sealed class Walk(TextDocument text, int firstLine)
    {
        private readonly List<string> _open = [];
        private readonly Dictionary<string, string> _process = new(StringComparer.Ordinal);
        private ImmutableDictionary<string, Reading<string>>.Builder _fields = ImmutableDictionary.CreateBuilder<string, Reading<string>>(StringComparer.Ordinal);
        private ImmutableArray<GpuProcess>.Builder _processes = ImmutableArray.CreateBuilder<GpuProcess>();
        private PciAddress? _address;
        private Source? _place;

        /// <summary>Takes one node; gives a GPU when its element ends.</summary>
        public GpuState? Take(XmlReader reader)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Open(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    Keep(reader.Value.Trim(), Place(reader));
                    break;
                case XmlNodeType.EndElement:
                    return Close(reader.Name);
            }
            return null;
        }

        /// <summary>The GPU whose element the text does not close.</summary>
        public GpuState? Finish()
        {
            if (_place is not { } place)
            {
                return null;
            }
            var gpu = SmiQueryParser.Make(_address, place, _fields.ToImmutable(), _processes.ToImmutable());
            (_place, _address) = (null, null);
            _fields = ImmutableDictionary.CreateBuilder<string, Reading<string>>(StringComparer.Ordinal);
            _processes = ImmutableArray.CreateBuilder<GpuProcess>();
            return gpu.Address is null && gpu.Fields.IsEmpty ? null : gpu;
        }

        private void Open(XmlReader reader)
        {
            if (reader.Depth >= Deepest)
            {
                throw new XmlException("nested too deep");
            }
            if (reader.Name == "gpu" && _place is null)
            {
                _place = Place(reader);
                _address = PciAddress.Parse(reader.GetAttribute("id"));
                _open.Clear();
            }
            else if (!reader.IsEmptyElement && _place is not null)
            {
                _open.Add(reader.Name);
            }
        }

        private void Keep(string value, Source place)
        {
            if (_place is null || _open.Count == 0)
            {
                return;
            }
            if (_open.Contains("process_info"))
            {
                _process[_open[^1]] = value;
            }
            else if (SmiField.OfXml(string.Join('/', _open)) is { } path)
            {
                _fields.TryAdd(path, Reading.Known(value, place));
            }
        }

        private GpuState? Close(string name)
        {
            if (name == "gpu" && _open.Count == 0)
            {
                return Finish();
            }
            if (_open.Count > 0)
            {
                _open.RemoveAt(_open.Count - 1);
            }
            if (name == "process_info" && _process.Count > 0)
            {
                _processes.Add(new GpuProcess(
                    (int?)Whole("pid"), _process.GetValueOrDefault("type", ""), _process.GetValueOrDefault("process_name", ""), Whole("used_memory")));
                _process.Clear();
            }
            return null;
        }

        private long? Whole(string name) =>
            int.TryParse(_process.GetValueOrDefault(name, "").Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

        private Source Place(XmlReader reader) => text.At(firstLine + ((IXmlLineInfo)reader).LineNumber - 1);
    }
}
