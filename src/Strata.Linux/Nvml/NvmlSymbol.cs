namespace Strata.Linux.Nvml;

/// <summary>
/// A function of the driver's library by the exact name that carries its layout: the plain name of a function that also has a
/// suffixed one keeps the oldest layout.
/// </summary>
/// <param name="name">Exported name.</param>
/// <param name="since">Driver branch that first exported it.</param>
internal class NvmlSymbol(string name, int since)
{
    public string Name { get; } = name;

    public int Since { get; } = since;
}
