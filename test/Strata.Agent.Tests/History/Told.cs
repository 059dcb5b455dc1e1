using Strata.Layers.Bus;
using Strata.Sampling;

namespace Strata.Agent.Tests.History;

/// <summary>Events to store.</summary>
internal static class Told
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static readonly PciAddress Gpu = new(0, 0x65, 0, 0);

    public static HostEvent Xid(long id, int code = 79, long? sequence = null) =>
        new(Now.AddSeconds(id), "boot-1", HostEventKind.Xid, $"NVRM: Xid (PCI:0000:65:00): {code}, it is 'number' {id}") { Id = id, Gpu = Gpu, Xid = code, Sequence = sequence };

    public static HostEvent Finding(long id, HostEventKind kind, string rule, string? subject) =>
        new(Now.AddSeconds(id), "boot-1", kind, "A defect") { Id = id, Rule = rule, Subject = subject };
}
