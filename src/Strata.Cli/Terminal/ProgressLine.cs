using System.Globalization;

namespace Strata.Cli.Terminal;

/// <summary>Says on a terminal's standard error what is being done, once it takes longer than a second.</summary>
internal sealed class ProgressLine : IDisposable
{
    private readonly string _what;
    private readonly Timer? _timer;
    private readonly Lock _gate = new();
    private int _seconds;
    private bool _ended;

    private ProgressLine(string what)
    {
        _what = what;
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
                Console.Error.Write("\r\e[K");
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
                Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rstrata: {_what}, {_seconds} s\e[K"));
            }
        }
    }
}
