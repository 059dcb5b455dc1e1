using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Strata.Linux.Nvml.Probe;

/// <summary>Records on a pipe: four bytes of length, little end first, then JSON.</summary>
internal static class RecordStream
{
    private const int HeadBytes = sizeof(int);
    private const int MostBytes = 16 * 1024 * 1024;

    public static byte[] Pack<T>(T value, JsonTypeInfo<T> type)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[HeadBytes]);
        JsonSerializer.Serialize(buffer, value, type);
        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - HeadBytes);
        return bytes;
    }

    /// <summary>The next record; null at the end.</summary>
    /// <exception cref="InvalidDataException">What came is no record.</exception>
    public static T? Read<T>(Stream stream, JsonTypeInfo<T> type)
        where T : class
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
        {
            return null;
        }
        var body = new byte[Checked(BinaryPrimitives.ReadInt32LittleEndian(head))];
        return stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length ? null : Parse(body, type);
    }

    private static int Checked(int length) => length is >= 0 and <= MostBytes ? length : throw new InvalidDataException("a record of an impossible length");

    private static T Parse<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new InvalidDataException("an empty record");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("a record that is not JSON", failure);
        }
    }
}
