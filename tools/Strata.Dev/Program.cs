using System.Diagnostics;
using Strata.Dev;

var root = RepositoryRoot.Find();
if (args is ["registry", .. var options])
{
    return RuleRegistry.Run(root, check: options.Contains("--check", StringComparer.Ordinal));
}
if (args is [] or ["--help"] or ["-h"])
{
    Console.WriteLine(
        """
        usage: dotnet run --project tools/Strata.Dev -- COMMAND

          registry [--check]   write src/Strata/Rules.g.cs from the rule files
          corpus, docs, fixture, fuzz, monitoring
                               handed to tools/Strata.Lab, which is built with the core
        """);
    return args.Length == 0 ? 64 : 0;
}
using var lab = Process.Start(new ProcessStartInfo("dotnet", ["run", "--project", Path.Combine(root, "tools", "Strata.Lab"), "--", .. args]))!;
lab.WaitForExit();
return lab.ExitCode;
