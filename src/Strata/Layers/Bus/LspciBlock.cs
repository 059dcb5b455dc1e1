using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Bus;

/// <summary>Gathers the indented lines that lspci prints below the first line of a function.</summary>
internal sealed partial class LspciBlock(PciFunction function)
{
    private const int ConfigLength = 4096;

    private readonly List<PciBar> _bars = [];
    private byte[] _config = [];
    private int _configLength;
    private Source? _configSource;
    private PciFunction _function = function;
    private bool _details;
    private bool _inVirtualFunctions;

    public void Take(string line, Source source)
    {
        if (LspciParser.HexRow().IsMatch(line))
        {
            TakeHex(line, source);
            return;
        }
        if (line.StartsWith("!!! Unknown header type", StringComparison.Ordinal))
        {
            _function = _function with { Answers = Reading.Known(false, source) };
            return;
        }
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            TakeRegion(line, source);
            return;
        }
        TakeField(line[..colon], line[(colon + 1)..].Trim(), line, source);
    }

    public PciFunction Finish()
    {
        var config = _config.AsSpan(0, _configLength);
        if (_configLength > 0 && _configSource is { } source)
        {
            var (capability, status) = ConfigSpace.Links(config);
            _function = _function with
            {
                Answers = _function.Answers.IsKnown ? _function.Answers : Reading.Known(ConfigSpace.Answers(config), source),
                LinkCapability = _function.LinkCapability.IsKnown || capability is null ? _function.LinkCapability : Reading.Known(capability.Value, source),
                Link = _function.Link.IsKnown || status is null ? _function.Link : Reading.Known(status.Value, source),
                Acs = _function.Acs.IsKnown || ConfigSpace.Acs(config) is not { } acs ? _function.Acs : Reading.Known(acs, source),
                Below = _function.Below ?? (_function.IsBridge && _configLength >= 0x1c && (config[0x0e] & 0x7f) == 1 ? (config[0x19], config[0x1a]) : null),
                Vendor = _function.Vendor == 0 && _configLength >= 4 ? config[0] | config[1] << 8 : _function.Vendor,
                Device = _function.Device == 0 && _configLength >= 4 && ConfigSpace.Answers(config) ? config[2] | config[3] << 8 : _function.Device,
            };
        }
        if (_details)
        {
            _function = _function with
            {
                Driver = _function.Driver.IsKnown ? _function.Driver : Reading.Absent<string>(_function.Source),
                Modules = _function.Modules.IsKnown ? _function.Modules : Reading.Absent<ImmutableArray<string>>(_function.Source),
                Answers = _function.Answers.IsKnown ? _function.Answers : Reading.Known(true, _function.Source),
            };
        }
        return _bars.Count == 0 ? _function : _function with { Bars = Reading.Known(_bars.ToImmutableArray(), _bars[0].Source) };
    }

    private void TakeField(string name, string value, string line, Source source)
    {
        switch (name)
        {
            case "Kernel driver in use":
                _details = true;
                _function = _function with { Driver = Reading.Known(value, source) };
                break;
            case "Kernel modules":
                _details = true;
                _function = _function with { Modules = Reading.Known<ImmutableArray<string>>([.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)], source) };
                break;
            case "Capabilities":
                _details = true;
                _inVirtualFunctions = Has(value, "Single Root I/O Virtualization");
                break;
            case "Control" or "Flags":
                _details = true;
                break;
            case "Subsystem":
                _function = _function with { Subsystem = Pair().Matches(value).LastOrDefault()?.Groups[1].Value };
                break;
            case "LnkCap" when PcieLinkParser.Parse(value) is { } link:
                _function = _function with { LinkCapability = Reading.Known(link, source) };
                break;
            case "LnkSta" when PcieLinkParser.Parse(value) is { } link:
                _function = _function with { Link = Reading.Known(link, source) };
                break;
            case "ACSCtl":
                _function = _function with { Acs = Reading.Known(new AcsControl(Has(value, "ReqRedir+"), Has(value, "CmpltRedir+"), Has(value, "UpstreamFwd+")), source) };
                break;
            case "IOMMU group" when int.TryParse(value, CultureInfo.InvariantCulture, out var group):
                _function = _function with { IommuGroup = Reading.Known(group, source) };
                break;
            case "NUMA node" when int.TryParse(value, CultureInfo.InvariantCulture, out var node):
                _function = _function with { NumaNode = Reading.Known(node, source) };
                break;
            case "Bus" when Buses().Match(value) is { Success: true } buses:
                _function = _function with { Below = (Byte(buses.Groups[1]), Byte(buses.Groups[2])) };
                break;
            default:
                TakeRegion(line, source);
                break;
        }
    }

    // "Region 1: Memory at c0000000 (64-bit, prefetchable) [size=256M]", "Memory at <unassigned> (64-bit, prefetchable)".
    // "[disabled]" only says that decoding is off, as it is without a driver.
    private void TakeRegion(string line, Source source)
    {
        var match = Region().Match(line);
        if (!match.Success || _inVirtualFunctions)
        {
            return;
        }
        var index = match.Groups["index"] is { Success: true } number && int.TryParse(number.ValueSpan, CultureInfo.InvariantCulture, out var told) ? told : _bars.Count;
        ulong? address = ulong.TryParse(match.Groups["address"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start) ? start : null;
        _bars.Add(new PciBar(index, address, SizeOf(match.Groups["size"].Value), source));
    }

    private void TakeHex(string line, Source source)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (!int.TryParse(line.AsSpan(0, colon), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var at) || at != _configLength || at + 16 > ConfigLength)
        {
            return;
        }
        _config = _config.Length == 0 ? new byte[ConfigLength] : _config;
        _configSource ??= source;
        foreach (var part in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(16))
        {
            if (!byte.TryParse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _config[_configLength]))
            {
                return;
            }
            _configLength++;
        }
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.Ordinal);

    private static byte Byte(Group group) => byte.TryParse(group.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) ? value : (byte)0;

    private static ulong SizeOf(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }
        var unit = text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        return ulong.TryParse(unit == 0 ? text : text[..^1], CultureInfo.InvariantCulture, out var count) ? count << unit : 0;
    }

    [GeneratedRegex(@"\[([0-9a-f]{4}:[0-9a-f]{4})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();

    [GeneratedRegex(@"secondary=([0-9a-f]{2}), subordinate=([0-9a-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex Buses();

    [GeneratedRegex(@"^(?:Region (?<index>[0-9]): )?Memory at (?<address>[0-9a-f]+|<unassigned>|<ignored>|<invalid[^>]*>)[^\[]{0,80}(?:\[(?!size)[^\]]{0,20}\] ?){0,3}(?:\[size=(?<size>[0-9]{1,9}[KMGT]?)\])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Region();
}
