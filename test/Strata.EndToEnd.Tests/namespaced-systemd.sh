#!/bin/bash
# Runs the service manager of this system as the first process of namespaces of its own, over a root whose changes are
# forgotten: namespaced-systemd.sh SHARED SECONDS. Units lie in SHARED/units; try.target is started and may start others.
# SHARED is seen as /shared inside; all ends once SHARED/done is there. Nothing of this host is changed; root is needed.
set -eu
if [ "${3:-}" != inside ]; then
  unshare --mount --pid --ipc --uts --cgroup --net --fork --kill-child "$0" "$1" "$2" inside </dev/null &
  for ((i = 0; i < $2 * 5; i++)); do
    if [ -e "$1/done" ] || ! kill -0 $! 2>/dev/null; then
      break
    fi
    sleep 0.2
  done
  kill -KILL $! 2>/dev/null || true
  wait
  [ -e "$1/done" ]
  exit
fi
base=$(mktemp -d)
mount -t tmpfs tmpfs "$base"
mkdir "$base/upper" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$base/root"
root=$base/root
# What is mounted below the root is not part of it: the checkout may be.
checkout=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$root$checkout" "$root/shared" "$root/etc/systemd/system"
mount --rbind "$checkout" "$root$checkout"
mount --bind "$1" "$root/shared"
cp -r "$1/units/." "$root/etc/systemd/system/"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --make-rslave "$root/sys"
umount -R "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/dev" -o mode=755
for node in null zero full random urandom tty kmsg; do
  cp -a "/dev/$node" "$root/dev/"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666
ln -s pts/ptmx "$root/dev/ptmx"
exec chroot "$root" env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=try.target --log-target=null --show-status=no
