using Strata.Dev;
using Strata.Lab;
using Strata.Lab.Monitoring;

var root = RepositoryRoot.Find();
var check = args.Contains("--check", StringComparer.Ordinal);
return args switch
{
    ["corpus", ..] => CorpusCommand.Run(new LabFolder(Path.Combine(root, "lab"))),
    ["docs", ..] => DocsCommand.Run(root, check),
    ["fixture", var directory, ..] => FixtureCommand.Run(directory),
    ["fuzz", .. var rest] => FuzzCommand.Run(new LabFolder(Path.Combine(root, "lab")), rest),
    ["monitoring", ..] => MonitoringCommand.Run(root, check),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run --project tools/Strata.Dev -- COMMAND

          corpus               judge every lab case and bug report and print the table
          docs [--check]       write docs/rules from the rules
          fixture DIRECTORY    write the tree of a host with eight GPUs
          fuzz [SECONDS]       mutate lab inputs for a while and keep what breaks
          monitoring [--check] write the rules of Prometheus, the dashboards of Grafana and docs/metrics.md
        """);
    return 64;
}
