using System.Runtime.InteropServices;
using System.Text;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.Inputs;

/// <summary>Opens what a user named and recognises it by its content, never by its name.</summary>
public static class InputDetector
{
    private const int HeadBytes = 64 * 1024;
    private const int MemoryDevices = 1;
    private const int NullDevice = 3;
    private const int ZeroDevice = 5;

    private static readonly UnpackLimits BundleLimits = new(256L * 1024 * 1024, 100, 10L * 1024 * 1024);

    /// <summary>Opens a path, or standard input for <c>-</c>.</summary>
    /// <exception cref="InputException">It cannot be opened, is empty, or is not readable as anything known.</exception>
    public static DetectedInput Open(string path, InputLimits? limits = null)
    {
        limits ??= new InputLimits();
        if (path == "-")
        {
            return Recognise(new DescriptorStream(Duplicate(), path), path, null, limits);
        }
        using var place = new Descriptor(Libc.Open(path, Libc.OpenPathOnly | Libc.OpenCloseOnExec, 0));
        if (place.IsInvalid || !Libc.Status(place.Number, out var status))
        {
            throw new InputException($"{path}: {SystemError.Text(Marshal.GetLastPInvokeError())}");
        }
        return status.Kind switch
        {
            FileKind.Directory => new DetectedInput(InputKind.Directory, path, null, null),
            FileKind.Regular => Recognise(OpenNow(path), path, (long)status.Size, limits),
            FileKind.Fifo => Recognise(Await(OpenNow(path), path, limits), path, null, limits),
            FileKind.CharacterDevice when status is { DeviceMajor: MemoryDevices, DeviceMinor: NullDevice or ZeroDevice } => Recognise(OpenNow(path), path, null, limits),
            _ => throw new InputException($"{path}: is {Strings.Kind(status.Kind)}, not a file"),
        };
    }

    private static DescriptorStream OpenNow(string path)
    {
        var number = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenNoTerminal | Libc.OpenCloseOnExec, 0);
        return number >= 0
            ? new DescriptorStream(new Descriptor(number), path)
            : throw new InputException($"{path}: {SystemError.Text(Marshal.GetLastPInvokeError())}");
    }

    private static Descriptor Duplicate()
    {
        var number = Libc.Duplicate(0);
        return number >= 0 ? new Descriptor(number) : throw new InputException("-: standard input is closed");
    }

    private static DescriptorStream Await(DescriptorStream pipe, string path, InputLimits limits)
    {
        if (pipe.WaitForFirst(limits.FirstByte))
        {
            return pipe;
        }
        pipe.Dispose();
        throw new InputException($"{path}: nothing was written into this pipe");
    }

    private static DetectedInput Recognise(DescriptorStream file, string name, long? size, InputLimits limits)
    {
        Stream stream = file;
        try
        {
            var packed = new HeadStream(file, HeadBytes);
            stream = packed;
            var textLimits = new UnpackLimits(limits.MostUnpacked, limits.MostRatio, limits.RatioAfter);
            var unpack = UnpackStream.Of(packed, () => file.Count, textLimits, name);
            var plain = unpack is null ? packed : new HeadStream(unpack, HeadBytes);
            stream = plain;
            if (unpack is not null && IsBundle(plain.Head))
            {
                unpack.Limit(BundleLimits);
                return new DetectedInput(InputKind.Bundle, name, plain, null);
            }
            plain = Transcode(plain);
            stream = plain;
            CheckText(plain.Head, name);
            var kind = BugReportGuess.Is(plain.Head) ? InputKind.BugReport : InputKind.Text;
            var text = new InputText(name, plain, () => unpack?.Damage, unpack is null ? size : null, limits);
            return new DetectedInput(kind, name, plain, text);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // PowerShell writes UTF-16 when output is redirected into a file.
    private static HeadStream Transcode(HeadStream stream) => stream.Head switch
    {
        [0xff, 0xfe, ..] => new HeadStream(Encoding.CreateTranscodingStream(stream, Encoding.Unicode, Encoding.UTF8), HeadBytes),
        [0xfe, 0xff, ..] => new HeadStream(Encoding.CreateTranscodingStream(stream, Encoding.BigEndianUnicode, Encoding.UTF8), HeadBytes),
        _ => stream,
    };

    private static void CheckText(ReadOnlySpan<byte> head, string name)
    {
        if (TextGuess.IsEmpty(head) && head.Length < HeadBytes)
        {
            throw new InputException($"{name}: is empty");
        }
        if (head.StartsWith("PK\x03\x04"u8))
        {
            throw new InputException($"{name}: is a zip archive; unpack it first");
        }
        if (TextGuess.IsBinary(head))
        {
            throw new InputException($"{name}: is not readable as anything known");
        }
    }

    // A tar header: the name of the first entry, and "ustar" at 257.
    private static bool IsBundle(ReadOnlySpan<byte> head) =>
        head.Length >= 512 && head.StartsWith("manifest.json\0"u8) && head[257..].StartsWith("ustar"u8);
}
