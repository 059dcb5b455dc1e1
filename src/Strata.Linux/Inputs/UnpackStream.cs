using System.IO.Compression;
using Strata.Linux.Files;
using Strata.Linux.Modules;

namespace Strata.Linux.Inputs;

/// <summary>
/// Unpacks gzip (also many members in a row), xz or zstd within limits. Data that is cut or damaged ends where it can no
/// longer be unpacked: what came before is still given, and <see cref="Damage"/> says so.
/// </summary>
internal sealed class UnpackStream : ForwardStream
{
    private readonly Stream _plain;
    private readonly Func<long> _packedCount;
    private UnpackLimits _limits;
    private readonly string _name;
    private long _count;
    private bool _isEnd;

    // Without this, the library takes a file that is cut for one that ends.
    static UnpackStream() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    private UnpackStream(Stream plain, Func<long> packedCount, UnpackLimits limits, string name)
    {
        _plain = plain;
        _packedCount = packedCount;
        _limits = limits;
        _name = name;
    }

    /// <summary>What is wrong with the compressed data; null while nothing is.</summary>
    public string? Damage { get; private set; }

    /// <summary>Unpacks <paramref name="packed"/> when it starts like a known format; null when it does not.</summary>
    public static UnpackStream? Of(HeadStream packed, Func<long> packedCount, UnpackLimits limits, string name)
    {
        try
        {
            Stream? plain = packed.Head switch
            {
                [0x1f, 0x8b, 8, ..] => new GZipStream(packed, CompressionMode.Decompress),
                [0xfd, 0x37, 0x7a, 0x58, 0x5a, ..] => new XzStream(packed),
                [0x28, 0xb5, 0x2f, 0xfd, ..] => new ZstdStream(packed),
                _ => null,
            };
            return plain is null ? null : new UnpackStream(plain, packedCount, limits, name);
        }
        catch (DllNotFoundException missing)
        {
            throw new InputException($"{name}: is compressed in a way that this machine cannot unpack; unpack it first", missing);
        }
    }

    /// <summary>Sets other limits from here on.</summary>
    public void Limit(UnpackLimits limits) => _limits = limits;

    public override int Read(Span<byte> buffer)
    {
        if (_isEnd)
        {
            return 0;
        }
        var count = 0;
        try
        {
            count = _plain.Read(buffer);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            Damage = "the compressed data is cut or damaged; what came before that was read";
        }
        _isEnd = count == 0;
        _count += count;
        if (_count > _limits.Total)
        {
            throw new InputException($"{_name}: unpacks to more than {Strings.Size(_limits.Total)}");
        }
        if (_count > _limits.RatioAfter && _count / Math.Max(1, _packedCount()) >= _limits.Ratio)
        {
            throw new InputException($"{_name}: unpacks to more than {_limits.Ratio} times its size");
        }
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _plain.Dispose();
        }
        base.Dispose(disposing);
    }
}
