using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Strata.Agent.Configuration;

/// <summary>The alternative names of a certificate's subject (source: RFC 5280, section 4.2.1.6).</summary>
internal static class SubjectNames
{
    private const string Extension = "2.5.29.17";
    private const int Mail = 1;
    private const int Dns = 2;
    private const int Link = 6;
    private const int Address = 7;

    /// <summary>Names of hosts, mail addresses, links and IP addresses as text; none for a certificate whose names cannot be read.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions[Extension] is { } extension ? Read(extension.RawData) : [];
        }
        catch (AsnContentException)
        {
            return [];
        }
    }

    private static List<string> Read(byte[] data)
    {
        List<string> names = [];
        var sequence = new AsnReader(data, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var tag = sequence.PeekTag();
            switch (tag.TagClass == TagClass.ContextSpecific ? tag.TagValue : -1)
            {
                case Mail or Dns or Link:
                    names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case Address:
                    var bytes = sequence.ReadOctetString(tag);
                    if (bytes.Length is 4 or 16)
                    {
                        names.Add(new IPAddress(bytes).ToString());
                    }
                    break;
                default:
                    sequence.ReadEncodedValue();
                    break;
            }
        }
        return names;
    }
}
