namespace Strata.Lab;
public static class FuzzCommand { public static int Run(LabFolder lab, string[] rest) => 0; }
