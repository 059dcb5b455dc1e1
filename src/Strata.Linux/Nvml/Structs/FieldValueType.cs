namespace Strata.Linux.Nvml.Structs;

/// <summary>Which member of the union of a field holds the value: <c>nvmlValueType_t</c>.</summary>
internal enum FieldValueType : uint
{
    Double = 0,
    UnsignedInt = 1,
    UnsignedLong = 2,
    UnsignedLongLong = 3,
    SignedLongLong = 4,
    SignedInt = 5,
    UnsignedShort = 6,
}
