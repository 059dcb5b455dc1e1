namespace Strata.Linux.Inputs;

/// <summary>Tells an nvidia-bug-report.log from other text by its first lines.</summary>
internal static class BugReportGuess
{
    private const int MostLines = 200;
    private const int Separators = 3;

    public static bool Is(ReadOnlySpan<byte> head)
    {
        var separators = 0;
        for (var lines = 0; lines < MostLines && !head.IsEmpty; lines++)
        {
            var end = head.IndexOf((byte)'\n');
            var line = (end < 0 ? head : head[..end]).TrimEnd((byte)'\r');
            head = end < 0 ? [] : head[(end + 1)..];
            if (line.IndexOf("Start of NVIDIA bug report log file"u8) >= 0 || line.IndexOf("nvidia-bug-report.sh Version:"u8) >= 0)
            {
                return true;
            }
            separators += line.Length == 44 && line.IndexOfAnyExcept((byte)'_') < 0 ? 1 : 0;
        }
        return separators >= Separators;
    }
}
