using System.Buffers;
using System.Text;

namespace Strata.Linux.Inputs;

/// <summary>
/// Finds the first of a few dozen ASCII words in bytes. The runtime searches characters with vector instructions and
/// bytes without, so a block is widened first, which costs far less than it saves.
/// </summary>
internal sealed class WordSearch
{
    private readonly SearchValues<string> _words;
    private char[] _text = [];
    private int _length;

    /// <summary>Prepares a search.</summary>
    /// <exception cref="ArgumentException">A word is empty or not ASCII.</exception>
    public WordSearch(IEnumerable<string> words)
    {
        string[] all = [.. words.Distinct(StringComparer.Ordinal)];
        if (Array.Exists(all, word => word.Length == 0 || !Ascii.IsValid(word)))
        {
            throw new ArgumentException("a word to search for is empty or not ASCII", nameof(words));
        }
        _words = SearchValues.Create(all, StringComparison.Ordinal);
    }

    /// <summary>Takes the text in which <see cref="Next"/> looks.</summary>
    public void Load(ReadOnlySpan<byte> text)
    {
        if (_text.Length < text.Length)
        {
            _text = new char[text.Length];
        }
        _length = Encoding.Latin1.GetChars(text, _text);
    }

    /// <summary>The place of the first word at or after <paramref name="from"/>, or -1.</summary>
    public int Next(int from)
    {
        var found = _text.AsSpan(from, _length - from).IndexOfAny(_words);
        return found < 0 ? -1 : found + from;
    }
}
