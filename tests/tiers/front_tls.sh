#!/usr/bin/env bash
# A front that has the CBC suites which the bench does not offer: OpenSSL (stunnel, from Debian) ends the TLS of the client with C028 and C027 alone, in
# TLS 1.2, and speaks to the bench in a TLS of its own. A product that knows no other suite is then tried on all but its TLS.
#
#   front_tls.sh DOSSIER IDENTITE AUTORITES SMTPS IMAPS [PORT]
#
# DOSSIER: where it writes its settings. IDENTITE: a certificate for this machine without `.pem`, beside its `.cle.pem` (« segur-bench certs » makes them).
# AUTORITES: a PEM of those to trust. SMTPS, IMAPS: host and port of mssante.smtps and mssante.imaps. PORT: the first of six of 127.0.0.1 (2587):
# submission by STARTTLS, by implicit TLS, IMAP by STARTTLS, by implicit TLS, and two for itself.
#
# What it cannot do: show the bench the certificate of the client (no APP mailbox through it). What the journal says of the TLS is the front's: the
# suite of the client stands in DOSSIER/front.log. SUITES names others, as OpenSSL writes them.
set -euo pipefail
# Where Debian puts servers.
PATH="$PATH:/usr/sbin"

[ "$#" -ge 5 ] || { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 64; }
dossier=$1 identite=$2 autorites=$3 smtps=$4 imaps=$5 port=${6:-2587}
suites=${SUITES:-ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256}

# A service that clients see: its name, its port, the port inside, its STARTTLS if it has one.
devant() {
  printf '[%s]\naccept = 127.0.0.1:%d\nconnect = 127.0.0.1:%d\n' "$1" "$2" "$3"
  [ -z "${4:-}" ] || printf 'protocol = %s\n' "$4"
  printf 'cert = %s.pem\nkey = %s.cle.pem\nciphers = %s\nsslVersionMax = TLSv1.2\n\n' "$identite" "$identite" "$suites"
}
# The way to the bench: its name, the port inside, where it goes.
derriere() {
  printf '[%s]\nclient = yes\naccept = 127.0.0.1:%d\nconnect = %s\n' "$1" "$2" "$3"
  printf 'CAfile = %s\nverifyChain = yes\ncheckIP = %s\n\n' "$autorites" "${3%:*}"
}

mkdir -p "$dossier"
{
  printf 'foreground = yes\npid =\ndebug = info\noutput = %s\n\n' "$dossier/front.log"
  devant soumission "$port" $((port + 4)) smtp
  devant smtps $((port + 1)) $((port + 4))
  devant imap $((port + 2)) $((port + 5)) imap
  devant imaps $((port + 3)) $((port + 5))
  derriere vers-smtps $((port + 4)) "$smtps"
  derriere vers-imaps $((port + 5)) "$imaps"
} >"$dossier/front.conf"
exec stunnel "$dossier/front.conf"
