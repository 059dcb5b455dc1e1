namespace Strata.Lab.Monitoring;

/// <summary>Writes the rules of Prometheus and the dashboards of Grafana under packaging, and the page of all metrics.</summary>
public static class MonitoringCommand
{
    /// <summary>Writes the files, or with <paramref name="check"/> only says which are stale.</summary>
    public static int Run(string root, bool check)
    {
        var stale = Files().Where(file => !File.Exists(Path.Combine(root, file.Key)) || File.ReadAllText(Path.Combine(root, file.Key)) != file.Value).ToList();
        foreach (var (name, text) in stale)
        {
            if (check)
            {
                Console.Error.WriteLine($"monitoring: {name} is stale; run: dotnet run --project tools/Strata.Dev -- monitoring");
                continue;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.WriteAllText(Path.Combine(root, name), text);
            Console.WriteLine($"monitoring: {name} written");
        }
        return check && stale.Count > 0 ? 1 : 0;
    }

    private static Dictionary<string, string> Files()
    {
        var files = Dashboard.All.ToDictionary(dashboard => $"packaging/grafana/{dashboard.Uid}.json", DashboardFile.Render, StringComparer.Ordinal);
        files["packaging/prometheus/strata.rules.yml"] = RulesFile.Render();
        files["docs/metrics.md"] = MetricPage.Render();
        return files;
    }
}
