using System.Globalization;
using Strata.Rendering;

namespace Strata.Cli.Terminal;

/// <summary>Says on a terminal's standard error what is being done, once it takes longer than a second.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int MostColumns = 60;

    private readonly string _what;
    private readonly Timer? _timer;
    private readonly Lock _gate = new();
    private int _seconds;
    private int _columns;
    private bool _ended;

    private ProgressLine(string what)
    {
        _what = TextFlow.Cut(PlainText.Clean(what), MostColumns);
        var dumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        _timer = Console.IsErrorRedirected || dumb ? null : new Timer(_ => Show(), null, 1000, 1000);
    }

    public static ProgressLine Start(string what) => new(what);

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            _ended = true;
            if (_seconds > 0)
            {
                StandardError.Write($"\r{new string(' ', _columns)}\r");
            }
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _seconds++;
                var line = string.Create(CultureInfo.InvariantCulture, $"strata: {_what}, {_seconds} s");
                _columns = Math.Max(_columns, TextFlow.Columns(line));
                StandardError.Write($"\r{line}");
            }
        }
    }
}
