using System.Globalization;
using Strata.Bench;

return args switch
{
    ["scrape", var url, var connections, var seconds] => Print(Scraper.Run(new Uri(url), Whole(connections), TimeSpan.FromSeconds(Whole(seconds)))),
    ["spawn", var port, .. var command] when command.Length > 0 => SpawningExporter.Serve(Whole(port), command),
    _ => Usage(),
};

static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Print(ScrapeFigures figures)
{
    Console.WriteLine(figures.Line);
    return figures.Failed == 0 ? 0 : 1;
}

static int Usage()
{
    Console.Error.WriteLine("Strata.Bench scrape URL CONNECTIONS SECONDS: prints count, failed, median, p99 and largest milliseconds, bytes of one answer");
    Console.Error.WriteLine("Strata.Bench spawn PORT COMMAND [ARGUMENT ...]: an exporter that runs COMMAND for every scrape");
    return 64;
}
