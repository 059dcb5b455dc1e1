using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Strata.Machine;
using Strata.Redaction;
using Xunit;

namespace Strata.Tests.Redaction;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("[    3.141593] NVRM: loading NVIDIA UNIX x86_64 Kernel Module  535.113.01  Tue Sep 12 19:41:24 UTC 2023")]
    [InlineData("NVRM: GPU at PCI:0000:65:00: GPU-12345678-9abc-def0-1234-56789abcdef0")]
    [InlineData("NVRM: Xid (PCI:0000:65:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.")]
    [InlineData("vfio-pci 10000:65:00.0: enabling device (0000 -> 0003)")]
    [InlineData("65:00.0 VGA compatible controller [0300]: NVIDIA Corporation GA102 [10de:2204] (rev a1)")]
    [InlineData("Linux version 6.8.0-45-generic (buildd@lcy02-amd64-115) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.2.0-23ubuntu4) 13.2.0)")]
    [InlineData("    VBIOS Version                         : 94.02.71.40.E5")]
    [InlineData("    Image Version                         : G001.0000.03.03")]
    [InlineData("2023-11-15T09:55:03-0500 kernel: NVRM: API mismatch: the client has the version 535.113.01")]
    [InlineData("[    0.012345] Serial: 8250/16550 driver, 4 ports, IRQ sharing enabled")]
    [InlineData("usb usb1: SerialNumber: 0000:00:14.0")]
    [InlineData("sig_key:        0F:03:AA:1A:7A:5C:EA:CD:46:05:41:BA:84:27:7A:99:B3:91:ED:F0")]
    [InlineData("libcudnn8 version 8.9.7.29 loaded")]
    [InlineData("tensorrt 8.6.1.6-1+cuda12.0 amd64")]
    [InlineData("INFO: max_num_batched_tokens=8192, GPU KV cache size: 215,040 tokens")]
    [InlineData("TOKENIZERS_PARALLELISM=false")]
    [InlineData("c10::Error at::native::cuda std::bad_alloc")]
    [InlineData("listening on 127.0.0.1:11434 and 0.0.0.0:8000 and [::1]:8080 and [::]:80")]
    [InlineData("nvidia-fs: 00:11:22 elapsed, at 10:22:33.123456")]
    [InlineData("nvidia-persistenced@1.service: Main process exited, code=exited, status=1/FAILURE")]
    [InlineData("00: de 10 04 22 07 04 10 00 a1 00 00 03 00 00 80 00")]
    [InlineData("a0000000-a0ffffff : 0000:65:00.0")]
    [InlineData("2025-06-24 14:36:52 status installed xauth:amd64 1:1.1.2-1 libsecret:amd64 1.0")]
    [InlineData("ata1.00: configured for UDMA/133")]
    [InlineData("token = 4096, prompt_tokens: 12, api_key=None, host=None")]
    [InlineData("mok_signing_key=\"/var/lib/dkms/mok.key\"")]
    [InlineData("gpgkey=https://nvidia.github.io/libnvidia-container/gpgkey")]
    [InlineData("sudo: root : PWD=/srv/x ; USER=root ; COMMAND=/usr/bin/nvidia-smi")]
    [InlineData("pam_unix(sshd:auth): authentication failure")]
    [InlineData("git clone ssh://git@github.com/x")]
    [InlineData("https://github.com/NVIDIA/x@v1.2 and docker://nvcr.io/nvidia/cuda@sha256:0123")]
    [InlineData("BOOT_IMAGE=/vmlinuz root=UUID=6f1d0c1e-1111-4222-8333-123456789abc ro")]
    [InlineData(" 600 https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2404/x86_64  Packages")]
    [InlineData("     origin archive.ubuntu.com")]
    [InlineData("token: 12.5, tokens/s")]
    [InlineData("docker run -u 1000:1000 -p 8000:8000 x")]
    [InlineData("  -p 8000:8000")]
    [InlineData("https://site.example.org/users/index.html and index.html")]
    [InlineData("/home/kubernetes/bin/nvidia/lib64")]
    [InlineData("session opened for user root(uid=0) by (uid=0)")]
    [InlineData("Node #0 - 127.0.0.1 - READY")]
    [InlineData("unix:///run/containerd/containerd.sock and containerd://0123abcd")]
    public void Evidence_stays(string line) => Assert.Equal(line, Log(line).Single());

    [Theory]
    [InlineData("IP is 10.1.2.3 here", "IP is 10.0.0.1 here")]
    [InlineData("http://10.1.2.3:8000/v1", "http://10.0.0.1:8000/v1")]
    [InlineData("inet 10.1.2.3/24 and 10.1.2.3", "inet 10.0.0.1/24 and 10.0.0.1")]
    [InlineData("addr 2a02:8108:1:2::5 up", "addr 2001:db8::1 up")]
    [InlineData("addr fe80:0:0:0:1234:5678:9abc:def0", "addr 2001:db8::1")]
    [InlineData("e1000e: eno1 a4:bf:01:12:34:56", "e1000e: eno1 00:00:5e:00:00:01")]
    [InlineData("IN=eth0 MAC=a4:bf:01:12:34:56:00:11:22:33:44:55:08:00 SRC=1.2.3.4", "IN=eth0 MAC=00:00:5e:00:00:01 SRC=10.0.0.1")]
    [InlineData("    Serial Number                         : 1320220012345", "    Serial Number                         : serial-1")]
    [InlineData("Serial Number: PF2ABCDE", "Serial Number: serial-1")]
    [InlineData("\tCapabilities: [900 v1] Device Serial Number 48-b0-2d-ff-fe-12-34-56", "\tCapabilities: [900 v1] Device Serial Number serial-1")]
    [InlineData("vllm serve m --api-key abcdef123 --port 8000", "vllm serve m --api-key removed-secret --port 8000")]
    [InlineData("HF_TOKEN=hf_abcdefghijklmnopqrstuv x", "HF_TOKEN=removed-secret x")]
    [InlineData("using hf_abcdefghijklmnopqrstuv", "using removed-secret")]
    [InlineData("key AKIAABCDEFGHIJKLMNOP", "key removed-secret")]
    [InlineData("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer removed-secret")]
    [InlineData("DB_PASSWORD=x7!", "DB_PASSWORD=removed-secret")]
    [InlineData("\"password\": \"hunter2\",", "\"password\": \"removed-secret\",")]
    [InlineData("{ \"auths\": { \"r\": { \"auth\": \"am9lOnB3\" } } }", "{ \"auths\": { \"r\": { \"auth\": \"removed-secret\" } } }")]
    [InlineData("password = \"hunter2 secret, too\"", "password = \"removed-secret\"")]
    [InlineData("  auth = \"am9lOnB3\"", "  auth = \"removed-secret\"")]
    [InlineData("password = plain1", "password = removed-secret")]
    [InlineData("password=a,b;c}d next", "password=removed-secret next")]
    [InlineData("\"identitytoken\" : \"abc\"", "\"identitytoken\" : \"removed-secret\"")]
    [InlineData("{\\\"password\\\": \\\"x y\\\"}", "{\\\"password\\\": \\\"removed-secret\\\"}")]
    [InlineData("WANDB_API_KEY=abc LICENSE_KEY=def-1", "WANDB_API_KEY=removed-secret LICENSE_KEY=removed-secret")]
    [InlineData("mysql_pwd: hunter2", "mysql_pwd: removed-secret")]
    [InlineData("Environment=\"DB_PASSWORD=two words\"", "Environment=\"DB_PASSWORD=removed-secret\"")]
    [InlineData("baseurl=https://abcdef012345@repo/x", "baseurl=https://removed-secret@host-1/x")]
    [InlineData("nas01.corp:/export /data nfs4 rw,addr=10.9.8.7 0 0", "host-1:/export /data nfs4 rw,addr=10.0.0.1 0 0")]
    [InlineData("//filer/x /data cifs rw,username=joe,domain=CORP 0 0", "//host-1/x /data cifs rw,username=user-1,domain=user-2 0 0")]
    [InlineData("proxy http://joe:pa55@proxy/", "proxy http://user-1:removed-secret@host-1/")]
    [InlineData("mail joe.doe@example.com now", "mail mail-1@example.org now")]
    [InlineData("Nov 15 09:55:03 mybox kernel: x", "Nov 15 09:55:03 host-1 kernel: x")]
    [InlineData("2023-11-15T09:55:03-0500 mybox systemd[1]: x", "2023-11-15T09:55:03-0500 host-1 systemd[1]: x")]
    [InlineData("cp /home/joe/x /home/joe", "cp /home/user-1/x /home/user-1")]
    [InlineData("cp /data/home/joe/x /Users/joe /var/home/joe", "cp /data/home/user-1/x /Users/user-1 /var/home/user-1")]
    [InlineData("gcc -I/home/joedoe/x /run/media/joedoe/usb joedoe", "gcc -I/home/user-1/x /run/media/user-1/usb user-1")]
    [InlineData("\"splunk-token\":\"1234567-ABCD-secrettok\"", "\"splunk-token\":\"removed-secret\"")]
    [InlineData("\"https-proxy\":\"http://dock:do/ckpw2@p:1\"", "\"https-proxy\":\"http://user-1:removed-secret@host-1:1\"")]
    [InlineData("ssh://joe@build.corp/x", "ssh://user-1@host-1/x")]
    [InlineData("http://mirror.corp/ubuntu http://MIRROR.corp:80/", "http://host-1/ubuntu http://host-1:80/")]
    [InlineData("NO_PROXY=localhost,.corp.lan,10.1.2.3,*.svc", "NO_PROXY=localhost,.host-1,10.0.0.1,*.host-2")]
    [InlineData(" HTTP Proxy: proxy.corp:3128", " HTTP Proxy: host-1:3128")]
    [InlineData("     origin mirror.corp", "     origin host-1")]
    [InlineData("Node #0 - tray1.rack - READY - Version: 570.124.06", "Node #0 - host-1 - READY - Version: 570.124.06")]
    [InlineData("  username = \"regularuser\"", "  username = \"user-1\"")]
    [InlineData("USER=joe LOGNAME=joe", "USER=user-1 LOGNAME=user-1")]
    [InlineData("Requested-By: joe (1000)", "Requested-By: user-1 (1000)")]
    [InlineData("sshd[1]: Accepted publickey for joe from x", "sshd[1]: Accepted publickey for user-1 from x")]
    [InlineData("New session 3 of user joe.", "New session 3 of user user-1.")]
    [InlineData("machine x login joe password pw1!", "machine x login user-1 password removed-secret")]
    [InlineData("  password pw1!", "  password removed-secret")]
    [InlineData("curl -s -u joe:pw1 x", "curl -s -u user-1:removed-secret x")]
    [InlineData("sshpass -p pw1 ssh x", "sshpass -p removed-secret ssh x")]
    [InlineData("{\"ResourceName\":\"nvidia.com/gpu\",\"AllocResp\":\"CkIKH05W\",\"x\":1}", "{\"ResourceName\":\"nvidia.com/gpu\",\"AllocResp\":\"removed-secret\",\"x\":1}")]
    [InlineData("client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURQ==", "client-key-data: removed-secret")]
    [InlineData("x?sv=1&sig=ab%2Bcd&y=1", "x?sv=1&sig=removed-secret&y=1")]
    [InlineData("AccountKey=abc/def==;x", "AccountKey=removed-secret")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIabc joe@laptop", "removed-secret")]
    [InlineData("a -----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY----- b 10.1.2.3", "a removed-secret b 10.0.0.1")]
    [InlineData("wlan0: SSID 'Joe Net' and ssid=\"Joe Net\"", "wlan0: SSID 'wifi-1' and ssid=\"wifi-1\"")]
    [InlineData("Activation: starting connection 'Joe Net' (x)", "Activation: starting connection 'wifi-1' (x)")]
    [InlineData("resume=UUID=6f1d0c1e-1111-4222-8333-123456789abc", "resume=UUID=00000000-0000-0000-0000-000000000001")]
    [InlineData("rd.luks.uuid=luks-6f1d0c1e-1111-4222-8333-123456789abc", "rd.luks.uuid=luks-00000000-0000-0000-0000-000000000001")]
    [InlineData("saved_entry=0123456789abcdef0123456789abcdef-6.8.5-301.fc40.x86_64", "saved_entry=00000000000000000000000000000001-6.8.5-301.fc40.x86_64")]
    [InlineData("36 35 0:31 / /mnt rw - nfs4 nas01:/export rw,addr=10.9.8.7", "36 35 0:31 / /mnt rw - nfs4 host-1:/export rw,addr=10.0.0.1")]
    public void Private_things_go(string line, string expected) => Assert.Equal(expected, Log(line).Single());

    [Fact]
    public void The_same_value_has_one_name_everywhere()
    {
        var captured = new CapturedMachine(new Origin(OriginKind.Live, "this machine"),
        [
            new(CapturedKind.File, "/etc/hostname", CapturedState.Known) { Lines = ["gpubox7"] },
            new(CapturedKind.File, "/etc/passwd", CapturedState.Known) { Lines = ["joedoe:x:1001:1001::/home/joedoe:/bin/sh", "nvidia:x:1002:1002::/home/nvidia:/bin/sh"] },
            new(CapturedKind.File, "/home/joedoe/.bashrc", CapturedState.Unreadable) { Why = "permission denied" },
            new(CapturedKind.Tool, "uname -a", CapturedState.Known) { Lines = ["Linux gpubox7 6.1.0 #1 SMP x86_64 GNU/Linux"], Source = new Source("uname -a", 1, "Linux gpubox7 6.1.0") },
            new(CapturedKind.Log, "dmesg", CapturedState.Known) { Log = [new LogLine(4, "systemd[1]: Hostname set to <gpubox7>. joedoe and nvidia-smi of nvidia at 10.0.0.1, 10.0.0.2, 10.0.0.1")] },
            new(CapturedKind.Stat, "/dev/nvidia0", CapturedState.Known) { Status = new FileStatus(FileKind.CharacterDevice, 0, "joedoe", "video") },
        ]);
        var (redacted, removed) = Redactor.Redact(captured);
        Assert.Equal("host-1", redacted.Items[0].Lines[0]);
        Assert.Equal("user-1:x:1001:1001:::", redacted.Items[1].Lines[0]);
        Assert.Equal("/home/user-1/.bashrc", redacted.Items[2].Key);
        Assert.Equal("Linux host-1 6.1.0 #1 SMP x86_64 GNU/Linux", redacted.Items[3].Lines[0]);
        Assert.Equal("Linux host-1 6.1.0", redacted.Items[3].Source!.Text);
        Assert.Equal(new LogLine(4, "systemd[1]: Hostname set to <host-1>. user-1 and nvidia-smi of nvidia at 10.0.0.1, 10.0.0.2, 10.0.0.1"), redacted.Items[4].Log[0]);
        Assert.Equal("user-1", redacted.Items[5].Status!.Owner);
        Assert.Contains(removed, part => part is { Kind: "IPv4 address", Count: 3 });
        Assert.Equal(Redactor.Redact(captured).Removed.AsEnumerable(), removed);
    }

    [Fact]
    public void A_user_called_like_a_folder_changes_no_path()
    {
        var captured = new CapturedMachine(new Origin(OriginKind.Live, "this machine"),
        [
            new(CapturedKind.File, "/etc/passwd", CapturedState.Known) { Lines = ["root:x:0:0:root:/root:/bin/sh", "build:x:1000:1000:Bob B.:/home/build:/bin/sh", "jo:x:1001:1001::/srv/jo:/bin/sh"] },
            new(CapturedKind.Link, "/lib/modules/6.1.0/build", CapturedState.Known) { Lines = ["/usr/src/build"], Source = new Source("/lib/modules/6.1.0/build") },
            new(CapturedKind.List, "/lib/modules/6.1.0", CapturedState.Known) { Lines = ["build", "kernel"] },
            new(CapturedKind.List, "/home", CapturedState.Known) { Lines = ["build", "jo", "p q", "lost+found"] },
            new(CapturedKind.Log, "make.log", CapturedState.Known) { Log = [new LogLine(1, "/lib/modules/6.1.0/build/Makefile by build in /home/build/x")] },
            new(CapturedKind.File, "/boot/grub/grub.cfg", CapturedState.Known) { Lines = ["set superusers=\"bob\"", "password_pbkdf2 bob grub.pbkdf2.sha512.1.A", "set timeout=5"] },
        ]);
        var items = Redactor.Redact(captured).Captured.Items;
        Assert.Equal(["root:x:0:0:::", "user-1:x:1000:1000:::", "user-2:x:1001:1001:::"], items[0].Lines.AsEnumerable());
        Assert.Equal(("/lib/modules/6.1.0/build", "/usr/src/build", "/lib/modules/6.1.0/build"), (items[1].Key, items[1].Lines[0], items[1].Source!.Name));
        Assert.Equal(["build", "kernel"], items[2].Lines.AsEnumerable());
        Assert.Equal(["user-1", "user-2", "user-3", "lost+found"], items[3].Lines.AsEnumerable());
        Assert.Equal("/lib/modules/6.1.0/build/Makefile by user-1 in /home/user-1/x", items[4].Log[0].Text);
        Assert.Equal(["removed-secret", "removed-secret", "set timeout=5"], items[5].Lines.AsEnumerable());
    }

    [Fact]
    public void Redacting_twice_changes_nothing_more()
    {
        string[] lines = ["Nov 15 09:55:03 mybox kernel: 10.1.2.3 a4:bf:01:12:34:56 --token abc2345678 joe@example.com 2a02:8108:1:2::5", "Serial Number : 1320220012345 in /home/joe"];
        var once = Log(lines);
        Assert.Equal(once.AsEnumerable(), Log([.. once]));
    }

    [Fact]
    public void Pci_addresses_versions_releases_and_times_survive_in_any_company()
    {
        var address = from domain in Gen.Choose(0, 0x10010) from bus in Gen.Choose(0, 255) from device in Gen.Choose(0, 31) from function in Gen.Choose(0, 7)
                      select $"{domain:x4}:{bus:x2}:{device:x2}.{function}";
        var version = from major in Gen.Choose(340, 999) from minor in Gen.Choose(10, 300) from patch in Gen.Choose(0, 99)
                      select $"{major}.{minor}.{patch:D2}";
        var release = from major in Gen.Choose(3, 7) from minor in Gen.Choose(0, 19) from build in Gen.Choose(0, 200)
                      select $"{major}.{minor}.0-{build}-generic";
        var time = from seconds in Gen.Choose(0, 99_999) from micro in Gen.Choose(0, 999_999) select $"[{seconds,5}.{micro:D6}]";
        var clock = from hour in Gen.Choose(0, 23) from minute in Gen.Choose(0, 59) from second in Gen.Choose(0, 59) select $"{hour:D2}:{minute:D2}:{second:D2}";
        var word = Gen.Elements("NVRM:", "at", "(PCI:", "kernel", "module", "10.0.0.1", "joe@example.com", "a4:bf:01:12:34:56", "--token", "Serial", "=", "version", ",");
        var line = Gen.OneOf(address, version, release, time, clock, word).ArrayOf(8).Select(parts => string.Join(' ', parts));
        Prop.ForAll(Arb.From(line), text =>
        {
            var kept = text.Split(' ').Where((part, i) => part.Any(char.IsDigit) && !IsPrivate(part) && !FollowsToken(text, i));
            var redacted = Log(text).Single();
            return kept.All(part => redacted.Contains(part, StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_line_makes_it_throw() => Prop.ForAll<string[]>(lines => Log([.. lines.Select(line => line ?? "")]).Length == lines.Length).QuickCheckThrowOnFailure();

    private static bool IsPrivate(string part) => part.StartsWith("10.0.0.", StringComparison.Ordinal) || part.StartsWith("a4:", StringComparison.Ordinal);

    private static bool FollowsToken(string text, int index) => index > 0 && text.Split(' ')[index - 1] is "--token" or "Serial" or "=";

    private static ImmutableArray<string> Log(params string[] lines)
    {
        var log = new Captured(CapturedKind.Log, "x", CapturedState.Known) { Log = [.. lines.Select((line, i) => new LogLine(i + 1, line))] };
        var (redacted, _) = Redactor.Redact(new CapturedMachine(new Origin(OriginKind.Live, "this machine"), [log]));
        return [.. redacted.Items[0].Log.Select(line => line.Text)];
    }
}
