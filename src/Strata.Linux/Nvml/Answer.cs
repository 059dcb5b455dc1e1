using Strata.Layers.Driver;

namespace Strata.Linux.Nvml;

/// <summary>What one call gave.</summary>
/// <param name="Code">Return code of NVML; <see cref="NvmlCode.FunctionNotFound"/> when the library does not export the function.</param>
/// <param name="Value">The value; meaningless unless the call succeeded.</param>
internal readonly record struct Answer<T>(int Code, T Value)
{
    public static Answer<T> Missing => new(NvmlCode.FunctionNotFound, default!);

    public bool IsKnown => Code == NvmlCode.Success;

    public T? Or(T? otherwise) => IsKnown ? Value : otherwise;
}
