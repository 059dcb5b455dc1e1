using System.Diagnostics;
using System.Net;
using System.Text;

namespace Strata.Bench;

/// <summary>
/// What exporters that ask nvidia-smi do: one run of the tool for every scrape, its comma-separated answer turned into metrics.
/// </summary>
internal static class SpawningExporter
{
    public static int Serve(int port, string[] command)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        while (true)
        {
            var context = listener.GetContext();
            var text = Encoding.UTF8.GetBytes(Metrics(Run(command)));
            context.Response.ContentLength64 = text.Length;
            context.Response.OutputStream.Write(text);
            context.Response.Close();
        }
    }

    private static string Run(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    // The first row names the fields, the first of them is the UUID.
    private static string Metrics(string answer)
    {
        var rows = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(", ")).ToList();
        var text = new StringBuilder();
        for (var field = 1; rows.Count > 0 && field < rows[0].Length; field++)
        {
            var name = "nvidia_smi_" + new string([.. rows[0][field].TakeWhile(letter => letter is not ' ').Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
            text.Append("# HELP ").Append(name).Append(' ').Append(rows[0][field]).Append("\n# TYPE ").Append(name).Append(" gauge\n");
            foreach (var row in rows.Skip(1).Where(row => row.Length == rows[0].Length))
            {
                var value = row[field].Split(' ')[0];
                if (double.TryParse(value, out _))
                {
                    text.Append(name).Append("{uuid=\"").Append(row[0]).Append("\"} ").Append(value).Append('\n');
                }
            }
        }
        return text.ToString();
    }
}
