namespace Strata.Linux.Inputs;

/// <summary>What an input was recognised as, by its content.</summary>
public enum InputKind
{
    /// <summary>Any text: logs, tool outputs, a mixture.</summary>
    Text,

    /// <summary>An nvidia-bug-report.log.</summary>
    BugReport,

    /// <summary>A bundle made by <c>strata capture</c>.</summary>
    Bundle,

    /// <summary>A directory tree.</summary>
    Directory,
}
