namespace Strata.Sampling;

/// <summary>What the driver's library tells of itself.</summary>
/// <param name="Version">Version of the driver.</param>
/// <param name="LibraryVersion">Version of the library.</param>
/// <param name="CudaVersion">Highest CUDA version of the driver, such as <c>12.4</c>.</param>
/// <param name="Gpus">Number of GPUs that it has.</param>
/// <param name="Library">The name or path under which the library was found.</param>
public sealed record DriverIdentity(string Version, string? LibraryVersion, string? CudaVersion, int Gpus, string Library)
{
    /// <summary>The number before the first dot; zero when the version has none.</summary>
    public int Branch => int.TryParse(Version.AsSpan(0, Math.Max(0, Version.IndexOf('.', StringComparison.Ordinal))), out var branch) ? branch : 0;
}
