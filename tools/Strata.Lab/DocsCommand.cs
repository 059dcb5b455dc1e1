namespace Strata.Lab;
public static class DocsCommand { public static int Run(string root, bool check) => 0; }
