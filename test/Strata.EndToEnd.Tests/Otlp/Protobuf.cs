using System.Text;

namespace Strata.EndToEnd.Tests.Otlp;

/// <summary>Reads the few fields of a request for metrics that the tests look at (source: opentelemetry/proto/metrics/v1).</summary>
internal static class Protobuf
{
    private const int Delimited = 2;

    /// <summary>The names of the metrics: resource_metrics, scope_metrics, metrics, name.</summary>
    public static HashSet<string> NamesOf(byte[] request) =>
    [
        .. from resource in Fields(request, 1)
           from scope in Fields(resource, 2)
           from metric in Fields(scope, 2)
           from name in Fields(metric, 1)
           select Encoding.UTF8.GetString(name),
    ];

    /// <summary>The attributes of the resource: resource_metrics, resource, attributes; key, value, string_value.</summary>
    public static Dictionary<string, string> ResourceOf(byte[] request) =>
        (from resource in Fields(request, 1).SelectMany(one => Fields(one, 1))
         from attribute in Fields(resource, 1)
         select (Encoding.UTF8.GetString(Fields(attribute, 1).Single()), Encoding.UTF8.GetString(Fields(attribute, 2).SelectMany(value => Fields(value, 1)).Single()))).ToDictionary();

    /// <summary>The fields of a message that have this number and hold bytes.</summary>
    public static IEnumerable<byte[]> Fields(byte[] message, int number)
    {
        var place = 0;
        while (place < message.Length)
        {
            var key = Varint(message, ref place);
            var length = (key & 7) switch
            {
                0 => Skip(message, ref place),
                1 => 8,
                Delimited => (int)Varint(message, ref place),
                5 => 4,
                var other => throw new InvalidDataException($"wire type {other}"),
            };
            if ((key & 7) == Delimited && (int)(key >> 3) == number)
            {
                yield return message[place..(place + length)];
            }
            place += length;
        }
    }

    private static int Skip(byte[] message, ref int place)
    {
        Varint(message, ref place);
        return 0;
    }

    private static ulong Varint(byte[] message, ref int place)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[place++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
