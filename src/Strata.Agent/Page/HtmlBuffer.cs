using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Strata.Rendering;

namespace Strata.Agent.Page;

/// <summary>
/// Writes markup as UTF-8 into memory that is used again. What stands in the program is markup; what is put into it is text, always
/// encoded and freed of control characters, so that no name can become markup.
/// </summary>
internal sealed class HtmlBuffer
{
    private const int LongestText = 400;

    private readonly ArrayBufferWriter<byte> _bytes = new(96 * 1024);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Write([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        // The handler wrote while the text was put together.
    }

    /// <summary>Text of any origin, cut when it is very long.</summary>
    public void Text(string? text, int longest = LongestText)
    {
        if (text is null)
        {
            return;
        }
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++length > longest)
            {
                Raw("…");
                return;
            }
            Put(rune);
        }
    }

    private void Put(Rune rune)
    {
        switch (rune.Value)
        {
            case '<':
                Raw("&lt;");
                break;
            case '>':
                Raw("&gt;");
                break;
            case '&':
                Raw("&amp;");
                break;
            case '"':
                Raw("&quot;");
                break;
            case '\'':
                Raw("&#39;");
                break;
            case '\t' or '\n' or '\r':
                Raw(" ");
                break;
            case >= ' ' and < 0x7f:
                _bytes.GetSpan(1)[0] = (byte)rune.Value;
                _bytes.Advance(1);
                break;
            default:
                if (!PlainText.IsUnsafe(rune))
                {
                    _bytes.Advance(rune.EncodeToUtf8(_bytes.GetSpan(4)));
                }
                break;
        }
    }

    private void Raw(string markup) => Encoding.UTF8.GetBytes(markup, _bytes);

    private void Number<T>(T value, string? format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(_bytes.GetSpan(40), out var written, format, CultureInfo.InvariantCulture);
        _bytes.Advance(written);
    }

    /// <summary>Markup of this program with text of others in it.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly HtmlBuffer _html;

        public Markup(int literalLength, int formattedCount, HtmlBuffer html) => _html = html;

        public void AppendLiteral(string markup) => _html.Raw(markup);

        public void AppendFormatted(string? text) => _html.Text(text);

        public void AppendFormatted(int number) => _html.Number(number, null);

        public void AppendFormatted(double number, string format) => _html.Number(number, format);
    }
}
