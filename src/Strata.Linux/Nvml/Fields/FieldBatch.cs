using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml.Fields;

/// <summary>Many fields of a device in one call. The call succeeds as a whole; each field has a return code of its own.</summary>
internal sealed unsafe class FieldBatch
{
    private static readonly NvmlSymbol GetFieldValues = new("nvmlDeviceGetFieldValues", 390);

    // Branch 545 says double of the memory temperature and stores an unsigned integer.
    private const int MistypedBranch = 545;

    private readonly int _branch;
    private readonly ImmutableArray<FieldId> _ids;
    private readonly FieldValue[] _values;

    /// <summary>Prepares a batch for a branch; fields that it does not have are left out.</summary>
    public FieldBatch(int branch, params ReadOnlySpan<FieldId> ids)
    {
        _branch = branch;
        _ids = [.. ids.ToArray().Where(id => id.In(branch) is not null)];
        _values = new FieldValue[_ids.Length];
    }

    /// <summary>Microseconds that the driver spent on the last batch, as it says itself.</summary>
    public long Latency { get; private set; }

    /// <summary>Asks for all; the return code of the call.</summary>
    public int Read(NvmlLibrary library, nint device)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = new FieldValue { Field = _ids[i].In(_branch) ?? 0, Scope = _ids[i].Scope, Code = NvmlCode.Unknown };
        }
        fixed (FieldValue* first = _values)
        {
            var code = library.Call(GetFieldValues, device, _values.Length, (nint)first);
            Latency = 0;
            foreach (ref readonly var value in _values.AsSpan())
            {
                Latency += code == NvmlCode.Success && value.Code == NvmlCode.Success ? Math.Max(0, value.LatencyMicroseconds) : 0;
            }
            return code;
        }
    }

    /// <summary>A field of the last batch; not supported where the branch does not have it.</summary>
    public Answer<double> this[FieldId id]
    {
        get
        {
            var index = _ids.IndexOf(id);
            if (index < 0)
            {
                return new Answer<double>(NvmlCode.NotSupported, 0);
            }
            var number = Number(id, _values[index]);
            return new Answer<double>(double.IsFinite(number) ? _values[index].Code : NvmlCode.Unknown, number);
        }
    }

    private double Number(FieldId id, in FieldValue value)
    {
        var type = id == FieldIds.MemoryTemperature && _branch == MistypedBranch ? FieldValueType.UnsignedInt : value.Type;
        return type switch
        {
            FieldValueType.Double => BitConverter.UInt64BitsToDouble(value.Value),
            FieldValueType.UnsignedInt => (uint)value.Value,
            FieldValueType.SignedInt => (int)value.Value,
            FieldValueType.UnsignedShort => (ushort)value.Value,
            FieldValueType.SignedLongLong => (long)value.Value,
            _ => value.Value,
        };
    }
}
