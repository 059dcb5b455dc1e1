using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Strata.Metrics;

namespace Strata.Agent.Sampling;

/// <summary>Every form in which the metrics can be scraped: for each address its sets, for the local socket all of them, as text or OpenMetrics, plain or packed.</summary>
internal sealed class TextForms
{
    private const int FormsOfAddress = 4;

    private readonly ImmutableArray<IPEndPoint> _addresses;
    private readonly ImmutableArray<TextForm> _forms;
    private long _number;

    public TextForms(ImmutableArray<(IPEndPoint Address, ImmutableArray<MetricSet> Sets)> listen)
    {
        _addresses = [.. listen.Select(one => one.Address)];
        // Those of the local socket stand behind those of the addresses.
        _forms =
        [
            .. from sets in listen.Select(one => one.Sets).Append([.. listen.SelectMany(one => one.Sets).Distinct()])
               let table = sets.SelectMany(set => set.Table()).ToImmutableArray()
               from openMetrics in new[] { false, true }
               from packed in new[] { false, true }
               select new TextForm(table, openMetrics, packed),
        ];
    }

    public long NextNumber() => Interlocked.Increment(ref _number);

    /// <summary>Renders what was asked for lately, before anybody can ask for it.</summary>
    public void Prepare(Publication publication)
    {
        foreach (var form in _forms)
        {
            form.Prepare(publication);
        }
    }

    /// <summary>The form that is served on a connection. Two addresses may share a port.</summary>
    public TextForm Of(ConnectionInfo connection, bool openMetrics, bool packed)
    {
        var best = connection.LocalIpAddress is null ? _addresses.Length : 0;
        for (var i = 0; i < _addresses.Length; i++)
        {
            if (_addresses[i].Port == connection.LocalPort)
            {
                best = i;
                if (_addresses[i].Address.Equals(connection.LocalIpAddress))
                {
                    break;
                }
            }
        }
        return _forms[(best * FormsOfAddress) + (openMetrics ? 2 : 0) + (packed ? 1 : 0)];
    }
}
