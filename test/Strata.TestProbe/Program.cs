using Strata.Linux.Nvml.Probe;

// The probe alone, so that tests of its host need neither the command line nor a published program.
using var input = Console.OpenStandardInput();
using var output = Console.OpenStandardOutput();
ProbeServer.Serve(args[0], input, output);
