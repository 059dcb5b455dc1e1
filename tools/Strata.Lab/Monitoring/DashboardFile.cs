using System.Text.Json;
using System.Text.Json.Nodes;

namespace Strata.Lab.Monitoring;

/// <summary>Writes a dashboard as Grafana imports it.</summary>
public static class DashboardFile
{
    /// <summary>The metric that hosts are chosen by.</summary>
    public const string HostSource = "strata_build_info";

    /// <summary>The metric that GPUs are chosen by.</summary>
    public const string GpuSource = "strata_gpu_info";

    private const int Columns = 24;

    // That of Grafana 10, the oldest that is looked after; newer ones migrate it when they load it.
    private const int SchemaVersion = 38;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The text of the file.</summary>
    public static string Render(Dashboard dashboard) => new JsonObject
    {
        ["uid"] = dashboard.Uid,
        ["title"] = dashboard.Title,
        ["description"] = "Written by: dotnet run --project tools/Strata.Dev -- monitoring",
        ["tags"] = new JsonArray("strata", "gpu"),
        ["schemaVersion"] = SchemaVersion,
        ["version"] = 1,
        ["editable"] = true,
        ["graphTooltip"] = 1,
        ["refresh"] = "30s",
        ["time"] = new JsonObject { ["from"] = "now-1h", ["to"] = "now" },
        ["templating"] = new JsonObject { ["list"] = Variables(dashboard) },
        ["panels"] = Panels(dashboard),
    }.ToJsonString(Indented) + "\n";

    private static JsonArray Variables(Dashboard dashboard)
    {
        var variables = new JsonArray(
            new JsonObject { ["name"] = "datasource", ["type"] = "datasource", ["query"] = "prometheus", ["label"] = "Data source" },
            Variable("job", $"label_values({HostSource}, job)", "Job"),
            Variable("instance", $"label_values({HostSource}{{job=~\"$job\"}}, instance)", "Host"));
        if (dashboard.HasGpus)
        {
            variables.Add(Variable("uuid", $"label_values({GpuSource}{{job=~\"$job\",instance=~\"$instance\"}}, uuid)", "GPU"));
        }
        return variables;
    }

    private static JsonObject Variable(string name, string query, string label) => new()
    {
        ["name"] = name, ["label"] = label, ["type"] = "query", ["datasource"] = Source(), ["query"] = query, ["definition"] = query,
        ["refresh"] = 2, ["sort"] = 1, ["multi"] = true, ["includeAll"] = true, ["allValue"] = ".*", ["current"] = new JsonObject { ["text"] = "All", ["value"] = "$__all" },
    };

    private static JsonArray Panels(Dashboard dashboard)
    {
        var panels = new JsonArray();
        var (id, y) = (1, 0);
        foreach (var (title, row) in dashboard.Rows)
        {
            panels.Add(new JsonObject { ["id"] = id++, ["type"] = "row", ["title"] = title, ["collapsed"] = false, ["gridPos"] = Place(0, y++, Columns, 1) });
            var (x, height) = (0, 0);
            foreach (var panel in row)
            {
                if (x + panel.Width > Columns)
                {
                    (x, y, height) = (0, y + height, 0);
                }
                panels.Add(Panel(panel, id++, Place(x, y, panel.Width, panel.Height)));
                (x, height) = (x + panel.Width, Math.Max(height, panel.Height));
            }
            y += height;
        }
        return panels;
    }

    private static JsonObject Panel(Panel panel, int id, JsonObject place)
    {
        var isTable = panel.Kind == "table";
        var json = new JsonObject
        {
            ["id"] = id, ["type"] = panel.Kind, ["title"] = panel.Title, ["description"] = panel.Description, ["datasource"] = Source(), ["gridPos"] = place,
            ["targets"] = new JsonArray([.. panel.Queries.Index().Select(query => Query(query.Index, query.Item.Expression, query.Item.Legend, isTable || panel.Kind is "stat" or "bargauge", isTable))]),
            ["fieldConfig"] = new JsonObject { ["defaults"] = Defaults(panel), ["overrides"] = new JsonArray() },
        };
        if (isTable)
        {
            json["transformations"] = new JsonArray(new JsonObject
            {
                ["id"] = "filterFieldsByName",
                ["options"] = new JsonObject { ["include"] = new JsonObject { ["names"] = new JsonArray([.. panel.Columns.Select(column => (JsonNode)column.From)]) } },
            }, new JsonObject
            {
                ["id"] = "organize",
                ["options"] = new JsonObject
                {
                    ["indexByName"] = new JsonObject(panel.Columns.Index().Select(column => KeyValuePair.Create(column.Item.From, (JsonNode?)column.Index))),
                    ["renameByName"] = new JsonObject(panel.Columns.Select(column => KeyValuePair.Create(column.From, (JsonNode?)column.To))),
                },
            });
        }
        return json;
    }

    private static JsonObject Query(int index, string expression, string legend, bool isInstant, bool isTable) => new()
    {
        ["refId"] = ((char)('A' + index)).ToString(), ["datasource"] = Source(), ["expr"] = expression, ["legendFormat"] = legend,
        ["instant"] = isInstant, ["range"] = !isInstant, ["format"] = isTable ? "table" : "time_series",
    };

    private static JsonObject Defaults(Panel panel)
    {
        var defaults = new JsonObject { ["unit"] = panel.Unit, ["noValue"] = "N/A" };
        // States that are neither good nor bad get colours that say neither.
        var isNeutral = panel is { Kind: "state-timeline", Limits: null };
        var steps = new JsonArray(new JsonObject { ["color"] = isNeutral ? "text" : "green", ["value"] = null });
        if (isNeutral)
        {
            steps.Add(new JsonObject { ["color"] = "blue", ["value"] = 1 });
        }
        if (panel.Limits is var (warning, fault))
        {
            if (warning < fault)
            {
                steps.Add(new JsonObject { ["color"] = "orange", ["value"] = warning });
            }
            steps.Add(new JsonObject { ["color"] = "red", ["value"] = fault });
        }
        defaults["thresholds"] = new JsonObject { ["mode"] = "absolute", ["steps"] = steps };
        if (panel.Kind is "state-timeline" or "stat")
        {
            defaults["color"] = new JsonObject { ["mode"] = "thresholds" };
        }
        if (panel is { Unit: "percentunit", Kind: "bargauge" })
        {
            (defaults["min"], defaults["max"]) = (0, 1);
        }
        return defaults;
    }

    private static JsonObject Source() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    private static JsonObject Place(int x, int y, int width, int height) => new() { ["x"] = x, ["y"] = y, ["w"] = width, ["h"] = height };
}
