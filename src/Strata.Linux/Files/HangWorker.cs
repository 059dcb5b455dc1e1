namespace Strata.Linux.Files;

/// <summary>A thread that does one look after the other and can be left behind with one that hangs.</summary>
internal sealed class HangWorker
{
    private const int StackBytes = 1024 * 1024;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _go = new(0);
    private readonly ManualResetEventSlim _done = new(initialState: false, spinCount: 100);
    private readonly Lock _lock = new();
    private Action? _work;
    private Action? _late;
    private bool _left;
    private bool _alive;

    /// <summary>What the last look threw.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Does a look; false when the deadline passed, after which this worker must not be used again.</summary>
    /// <param name="work">The look.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="late">Called when a look that was left behind comes back after all.</param>
    public bool Run(Action work, TimeSpan deadline, Action late)
    {
        lock (_lock)
        {
            _work = work;
            _late = late;
            Failure = null;
            _done.Reset();
            if (!_alive)
            {
                _alive = true;
                new Thread(Loop, StackBytes) { IsBackground = true, Name = "strata-read" }.Start();
            }
        }
        _go.Release();
        if (_done.Wait(deadline))
        {
            return true;
        }
        lock (_lock)
        {
            _left = !_done.IsSet;
            return !_left;
        }
    }

    private void Loop()
    {
        while (true)
        {
            if (!_go.Wait(IdleTime))
            {
                lock (_lock)
                {
                    if (_go.CurrentCount == 0 && _work is null)
                    {
                        _alive = false;
                        return;
                    }
                }
                continue;
            }
            if (!DoOne())
            {
                return;
            }
        }
    }

    private bool DoOne()
    {
        try
        {
            _work?.Invoke();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Failure = failure;
        }
        lock (_lock)
        {
            _work = null;
            if (_left)
            {
                _late?.Invoke();
                return false;
            }
            _done.Set();
            return true;
        }
    }
}
