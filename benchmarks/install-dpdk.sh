#!/bin/sh
# Installs what the benchmark of the forwarding tables needs beside a JDK: DPDK's libraries with their headers, and gcc.
# For Debian and its kin; needs root.
set -eu
apt-get update
apt-get install --yes --no-install-recommends dpdk-dev libdpdk-dev gcc libc6-dev pkg-config
