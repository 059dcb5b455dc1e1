namespace Strata.Agent.Sampling;

/// <summary>A text that is being read: its memory is not used again before it is given back.</summary>
internal readonly struct TextLease(TextForm form, RenderedText text) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => text.Bytes;

    public void Dispose() => form.Return(text);
}
