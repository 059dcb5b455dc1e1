namespace Strata.Layers.Kernel;

/// <summary>Why a build of the kernel module failed, the one that hides the others first.</summary>
public enum BuildCause
{
    /// <summary>The file system is full.</summary>
    NoSpace,

    /// <summary>The compiler was killed for memory.</summary>
    OutOfMemory,

    /// <summary>No headers for that kernel.</summary>
    HeadersMissing,

    /// <summary>The header tree lacks files that a configured tree has.</summary>
    HeadersIncomplete,

    /// <summary>The compiler is missing, too old or too new for this kernel or source.</summary>
    Compiler,

    /// <summary>The module uses a symbol that the kernel gives to GPL modules only.</summary>
    GplOnlySymbol,

    /// <summary>The kernel's interface changed after this driver release.</summary>
    KernelApi,

    /// <summary>The configured kernel refuses the module on purpose, such as a real-time kernel.</summary>
    Excluded,

    /// <summary>It failed, and nothing that was read says why.</summary>
    Unknown,
}
