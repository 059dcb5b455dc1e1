using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>A running container that got its GPU behind systemd's back.</summary>
/// <param name="Scope">Name of its systemd scope.</param>
/// <param name="Pid">A process of it.</param>
/// <param name="Mount">The device node that was mounted into it.</param>
/// <param name="Rules">The device rules that systemd will set again.</param>
public sealed record GpuContainer(string Scope, int Pid, Source Mount, Source Rules);
