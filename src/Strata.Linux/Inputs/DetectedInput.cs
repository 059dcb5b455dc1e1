namespace Strata.Linux.Inputs;

/// <summary>An input that was opened and recognised.</summary>
public sealed class DetectedInput : IDisposable
{
    private readonly Stream? _stream;

    internal DetectedInput(InputKind kind, string name, Stream? stream, InputText? text)
    {
        Kind = kind;
        Name = name;
        _stream = stream;
        Text = text;
    }

    /// <summary>What it is.</summary>
    public InputKind Kind { get; }

    /// <summary>Path as it was given, or <c>-</c>.</summary>
    public string Name { get; }

    /// <summary>The lines, when it is text or a bug report.</summary>
    public InputText? Text { get; }

    /// <summary>The unpacked archive, when it is a bundle.</summary>
    internal Stream Archive => Kind == InputKind.Bundle && _stream is not null
        ? _stream
        : throw new InvalidOperationException("only a bundle has an archive");

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();
}
