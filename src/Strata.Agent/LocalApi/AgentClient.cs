using System.Collections.Immutable;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using Strata.Agent.Sampling;

namespace Strata.Agent.LocalApi;

/// <summary>Speaks to the agent of this host through its local socket.</summary>
public sealed class AgentClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Prepares; nothing is asked yet.</summary>
    /// <param name="socket">Path of the socket.</param>
    public AgentClient(string socket)
    {
        _http = AgentHttp.Open(socket);
        _http.Timeout = TimeSpan.FromSeconds(60);
    }

    /// <summary>Has the agent let go of GPUs, or take them up again.</summary>
    /// <param name="isHeld">True to take them up.</param>
    /// <param name="gpu">Index, UUID or address of one GPU; null for all.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="HttpRequestException">No agent answers there; its inner error tells whether it may not be asked.</exception>
    public async Task<HoldAnswer> ChangeAsync(bool isHeld, string? gpu, CancellationToken cancel)
    {
        var path = $"api/v1/{(isHeld ? "hold" : "release")}{(gpu is null ? "" : "?gpu=" + Uri.EscapeDataString(gpu))}";
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content: null, cancel).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return new HoldAnswer(answer.StatusCode, text.Trim(), IsHeld: false, [], []);
        }
        var state = JsonSerializer.Deserialize(text, LocalJson.Default.HoldState) ?? new HoldState(IsHeld: false, [], []);
        return new HoldAnswer(answer.StatusCode, "", state.IsHeld, state.Released, state.StillHeld.IsDefault ? [] : state.StillHeld);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
