namespace Strata.Agent.Page;

/// <summary>Writes the steps of a path, flat ones together.</summary>
internal ref struct Pen
{
    private readonly HtmlBuffer _html;
    private int _height;
    private int _flat;

    public Pen(HtmlBuffer html, int start, int height)
    {
        (_html, _height) = (html, height);
        html.Write($"M{start} {height}");
    }

    /// <summary>Goes one to the right, or to the left, to a height.</summary>
    public void Step(int right, int height)
    {
        if (height == _height)
        {
            _flat += right;
            return;
        }
        End();
        if (height < _height)
        {
            _html.Write($"l{right}{height - _height}");
        }
        else
        {
            _html.Write($"l{right} {height - _height}");
        }
        _height = height;
    }

    /// <summary>Goes straight to a height.</summary>
    public void Drop(int height)
    {
        End();
        _html.Write($"V{height}");
        _height = height;
    }

    /// <summary>Writes what is left.</summary>
    public void End()
    {
        if (_flat != 0)
        {
            _html.Write($"h{_flat}");
            _flat = 0;
        }
    }
}
