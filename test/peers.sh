#!/bin/bash
# Brings the real tools that some tests run: packages of Debian's archive, unpacked under .peers/root and nowhere else.
# The mirror is the one this system is configured for; the system's own apt configuration is read, never written.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(nvidia-smi libnvidia-ml1 libcuda1 nvidia-cuda-mps nvidia-persistenced dkms pciutils libpci3 pci.ids kmod libkmod2 systemd-journal-remote libmicrohttpd12 nvtop python3-pynvml prometheus prometheus-node-exporter tmux libutempter0)

. /etc/os-release
if [ "${ID:-}" != debian ] || ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "peers: this is not Debian; tests that run real tools use what is installed" >&2
  exit 0
fi
architecture=$(dpkg --print-architecture)
kernel=linux-image-cloud-$architecture
# Debian testing and unstable have no version number.
wanted="${packages[*]} chromium $kernel ${VERSION_ID:-${VERSION_CODENAME:-unknown}}"
if [ "$(cat .peers/complete 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi

rm -rf .peers
apt="$PWD/.peers/apt"
mkdir -p "$apt"/{etc/sources.list.d,etc/preferences.d,lists/partial,cache/archives/partial} .peers/debs .peers/root
: >"$apt/status"
# Sources of others (a vendor's repository, a local one) stand in files of their own and are left out; so is what carries no main.
for source in /etc/apt/sources.list /etc/apt/sources.list.d/debian.list; do
  if [ -f "$source" ]; then
    sed -nE 's/^(deb .*[[:space:]])main([[:space:]].*)?$/\1main contrib non-free non-free-firmware/p' "$source" >>"$apt/etc/sources.list"
  fi
done
source=/etc/apt/sources.list.d/debian.sources
if [ -f "$source" ]; then
  sed -E 's/^(Components:.*[[:space:]]main)([[:space:]].*)?$/\1 contrib non-free non-free-firmware/' "$source" >"$apt/etc/sources.list.d/debian.sources"
fi
cat >"$apt/apt.conf" <<EOF
Dir::Etc::SourceList "$apt/etc/sources.list";
Dir::Etc::SourceParts "$apt/etc/sources.list.d";
Dir::Etc::Preferences "$apt/etc/preferences";
Dir::Etc::PreferencesParts "$apt/etc/preferences.d";
Dir::State::Lists "$apt/lists";
Dir::State::Status "$apt/status";
Dir::Cache "$apt/cache";
APT::Sandbox::User "";
APT::Architecture "$architecture";
Acquire::Languages "none";
Acquire::Retries "3";
EOF
touch "$apt/etc/sources.list"
apt-get -c "$apt/apt.conf" -qq update
kernel_package=$(apt-cache -c "$apt/apt.conf" depends --important "$kernel" | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
# The library's name carries its version, which differs between releases.
event_package=$(apt-cache -c "$apt/apt.conf" depends --important tmux | sed -n 's/^ *Depends: \(libevent-core-[^ ]*\)$/\1/p' | head -n 1)
# A browser needs two hundred packages: those of them that this system lacks.
browser=()
if ! command -v chromium >/dev/null; then
  mapfile -t browser < <(apt-get -c "$apt/apt.conf" -o Dir::State::Status=/var/lib/dpkg/status -s install --no-install-recommends chromium fonts-liberation | sed -n 's/^Inst \([^ ]*\).*/\1/p')
fi
(cd .peers/debs && apt-get -c "$apt/apt.conf" -qq download "${packages[@]}" ${kernel_package:+"$kernel_package"} ${event_package:+"$event_package"} "${browser[@]}")
for package in .peers/debs/*.deb; do
  dpkg-deb -x "$package" .peers/root
done
# Links of the packages start at the root of a system; here that root lies deeper.
find .peers/root -type l -lname '/*' | while read -r link; do
  ln -sfnr ".peers/root$(readlink "$link")" "$link"
done
rm -rf .peers/debs "$apt"
echo "$wanted" >.peers/complete
