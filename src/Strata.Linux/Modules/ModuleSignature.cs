using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Strata.Linux.Modules;

/// <summary>The signature that is appended to a module (source: include/linux/module_signature.h, RFC 2315).</summary>
/// <param name="Kind">PKCS#7 or X509.</param>
/// <param name="Signer">Common name of the key's owner.</param>
/// <param name="Key">Serial number of the key, in hexadecimal with colons.</param>
/// <param name="Hash">Digest algorithm.</param>
internal sealed record ModuleSignature(string Kind, string Signer, string Key, string Hash)
{
    /// <summary>How much of the end of a file can hold a signature.</summary>
    public const int MostBytes = 64 * 1024;

    private const int HeadBytes = 12;
    private const int KindPkcs7 = 2;
    private const string CommonName = "2.5.4.3";

    private static ReadOnlySpan<byte> Marker => "~Module signature appended~\n"u8;

    /// <summary>Reads the signature at the end of these bytes; null when there is none.</summary>
    public static ModuleSignature? Parse(ReadOnlySpan<byte> end)
    {
        if (!end.EndsWith(Marker) || end.Length < Marker.Length + HeadBytes)
        {
            return null;
        }
        end = end[..^Marker.Length];
        var head = end[^HeadBytes..];
        end = end[..^HeadBytes];
        var length = BinaryPrimitives.ReadUInt32BigEndian(head[8..]);
        if (length > end.Length)
        {
            return new ModuleSignature("unknown", "", "", "");
        }
        var signature = end[^(int)length..];
        return head[2] == KindPkcs7
            ? ParsePkcs7(signature.ToArray())
            : ParseOld(end[..^(int)length], head[3], head[4]);
    }

    // Before Linux 4.3: name of the signer, key identifier, signature.
    private static ModuleSignature ParseOld(ReadOnlySpan<byte> before, int signerLength, int keyLength)
    {
        if (signerLength + keyLength > before.Length)
        {
            return new ModuleSignature("X509", "", "", "");
        }
        var signer = before[^(signerLength + keyLength)..^keyLength];
        return new ModuleSignature("X509", Encoding.UTF8.GetString(signer), Hex(before[^keyLength..]), "");
    }

    private static ModuleSignature ParsePkcs7(byte[] signature)
    {
        try
        {
            var content = new AsnReader(signature, AsnEncodingRules.BER).ReadSequence();
            content.ReadObjectIdentifier();
            var data = content.ReadSequence(Context(0)).ReadSequence();
            data.ReadInteger();
            data.ReadSetOf();
            data.ReadSequence();
            while (data.HasData && data.PeekTag().TagClass == TagClass.ContextSpecific)
            {
                data.ReadEncodedValue();
            }
            var signer = data.ReadSetOf().ReadSequence();
            signer.ReadInteger();
            var (name, key) = Identity(signer);
            var hash = signer.ReadSequence().ReadObjectIdentifier();
            return new ModuleSignature("PKCS#7", name, key, HashName(hash));
        }
        catch (Exception failure) when (failure is AsnContentException or ArgumentException or InvalidOperationException)
        {
            return new ModuleSignature("PKCS#7", "", "", "");
        }
    }

    private static (string Name, string Key) Identity(AsnReader signer)
    {
        if (signer.PeekTag().TagClass == TagClass.ContextSpecific)
        {
            return ("", Hex(signer.ReadOctetString(Context(0))));
        }
        var identity = signer.ReadSequence();
        var names = identity.ReadSequence();
        var name = "";
        while (names.HasData)
        {
            var part = names.ReadSetOf().ReadSequence();
            if (part.ReadObjectIdentifier() == CommonName)
            {
                name = part.ReadCharacterString((UniversalTagNumber)part.PeekTag().TagValue);
            }
        }
        return (name, Hex(identity.ReadIntegerBytes().Span));
    }

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: false);

    private static string HashName(string identifier) => identifier switch
    {
        "1.3.14.3.2.26" => "sha1",
        "2.16.840.1.101.3.4.2.1" => "sha256",
        "2.16.840.1.101.3.4.2.2" => "sha384",
        "2.16.840.1.101.3.4.2.3" => "sha512",
        _ => identifier,
    };

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (var value in bytes)
        {
            text.Append(text.Length == 0 ? "" : ":").Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
