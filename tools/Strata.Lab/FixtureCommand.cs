namespace Strata.Lab;
public static class FixtureCommand { public static int Run(string directory) => 0; }
