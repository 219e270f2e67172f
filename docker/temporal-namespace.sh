#!/bin/sh
# The namespace Tandem works in; histories of ended runs are kept for 30 days. Safe to run again.
set -eu
temporal operator namespace describe --namespace default >/dev/null 2>&1 ||
  temporal operator namespace create --namespace default --retention 720h
