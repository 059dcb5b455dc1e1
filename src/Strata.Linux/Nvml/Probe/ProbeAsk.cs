namespace Strata.Linux.Nvml.Probe;

/// <summary>What the probe can be asked.</summary>
public enum ProbeAsk
{
    /// <summary>Load the library and start it; GPUs are attached.</summary>
    Open,

    /// <summary>Load the library and start it without attaching to GPUs, so that none is woken.</summary>
    OpenWithoutWaking,

    /// <summary>What does not change of a GPU. Its handle is taken now, which starts it.</summary>
    Identity,

    /// <summary>The fast sample of a GPU.</summary>
    Sample,

    /// <summary>The slow details of a GPU.</summary>
    Detail,

    /// <summary>Tell events of the GPUs whose handles were taken.</summary>
    Watch,

    /// <summary>Shut the library down, which lets go of every GPU.</summary>
    Close,
}
