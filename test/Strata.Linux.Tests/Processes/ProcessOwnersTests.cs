using System.Diagnostics;
using System.Globalization;
using Strata.Linux.Files;
using Strata.Linux.Processes;
using Strata.Sampling;

namespace Strata.Linux.Tests.Processes;

public sealed class ProcessOwnersTests : IDisposable
{
    private static readonly GpuProcess Trainer = new(4711, "compute", 1024, 3, 0);
    private readonly TempTree _temp = new();
    private readonly FileTree _tree;
    private readonly ProcessOwners _owners;

    public ProcessOwnersTests()
    {
        _temp.File("/proc/uptime", "1000.00 2000.00\n").File("/etc/passwd", "root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n");
        _tree = new FileTree(_temp.Root);
        _owners = new ProcessOwners(_tree);
    }

    public void Dispose()
    {
        _tree.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void A_process_has_the_owner_that_the_kernel_tells_and_keeps_what_the_driver_told()
    {
        Process(start: 50_000, user: 1000, "0::/system.slice/slurmstepd.scope/job_42/step_0/user/task_0");
        Assert.Equal(Trainer with { Name = "py) thon", UserId = 1000, User = "ada", SlurmJob = "42", Unit = "slurmstepd.scope" }, Join());
    }

    [Fact]
    public void A_user_without_a_name_here_keeps_the_number()
    {
        Process(start: 50_000, user: 70_001, "0::/");
        Assert.Equal((70_001, null), (Join().UserId, Join().User));
    }

    [Fact]
    public void A_process_that_is_gone_has_no_owner() => Assert.Equal(Trainer, Join());

    [Fact]
    public void A_process_that_started_after_the_question_only_has_the_number()
    {
        Process(start: 100_001, user: 1000, "0::/");
        Assert.Equal(Trainer, Join());
    }

    [Fact]
    public void A_number_that_changed_hands_gets_the_new_owner_and_an_old_one_is_not_read_again()
    {
        Process(start: 50_000, user: 1000, "0::/");
        Assert.Equal("ada", Join().User);
        _temp.File("/proc/4711/status", "Name:\tother\nUid:\t0\t0\t0\t0\n");
        Assert.Equal("ada", Join().User);
        Process(start: 60_000, user: 0, "0::/");
        Assert.Equal("root", Join().User);
    }

    [Fact]
    public void A_real_process_of_this_host_is_read()
    {
        using var host = new FileTree("/");
        using var sleep = System.Diagnostics.Process.Start("sleep", "60");
        try
        {
            var owners = new ProcessOwners(host);
            for (var watch = Stopwatch.StartNew(); ; Thread.Sleep(10))
            {
                var owned = Assert.Single(new ProcessOwners(host).Join([new GpuProcess(sleep.Id, "compute", null, null, null)], owners.Uptime() + 1));
                if (owned.Name == "sleep" || watch.Elapsed > TimeSpan.FromSeconds(10))
                {
                    Assert.Equal(("sleep", Environment.UserName), (owned.Name, owned.User));
                    return;
                }
            }
        }
        finally
        {
            sleep.Kill();
        }
    }

    private GpuProcess Join() => Assert.Single(_owners.Join([Trainer], _owners.Uptime()));

    private void Process(long start, long user, string groups)
    {
        var zeros = string.Concat(Enumerable.Repeat("0 ", 18));
        _temp.File("/proc/4711/stat", string.Create(CultureInfo.InvariantCulture, $"4711 (py) thon) S {zeros}{start} 0 0\n"))
            .File("/proc/4711/status", string.Create(CultureInfo.InvariantCulture, $"Name:\tpy) thon\nUmask:\t0022\nUid:\t{user}\t{user}\t{user}\t{user}\n"))
            .File("/proc/4711/cgroup", groups + "\n");
    }
}
