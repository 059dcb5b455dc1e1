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
    private readonly FieldValue[] _questions;
    private readonly FieldValue[] _values;
    private readonly Dictionary<FieldId, int> _places = [];

    /// <summary>Prepares a batch for a branch; fields that it does not have are left out.</summary>
    public FieldBatch(int branch, params ReadOnlySpan<FieldId> ids)
    {
        _branch = branch;
        var questions = new List<FieldValue>();
        foreach (var id in ids)
        {
            if (id.In(branch) is { } number)
            {
                _places[id] = questions.Count;
                questions.Add(new FieldValue { Field = number, Scope = id.Scope, Code = NvmlCode.Unknown });
            }
        }
        _questions = [.. questions];
        _values = [.. questions];
    }

    /// <summary>Asks for all; the return code of the call.</summary>
    public int Read(NvmlLibrary library, nint device)
    {
        _questions.CopyTo(_values, 0);
        fixed (FieldValue* first = _values)
        {
            return library.Call(GetFieldValues, device, _values.Length, (nint)first);
        }
    }

    /// <summary>A field of the last batch; not supported where the branch does not have it.</summary>
    public Answer<double> this[FieldId id]
    {
        get
        {
            if (!_places.TryGetValue(id, out var index))
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
