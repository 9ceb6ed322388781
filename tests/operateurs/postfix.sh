#!/usr/bin/env bash
# Postfix (Debian) as an operator beside ours: its files in a folder of its own, its ports its own. Wants root, as Postfix does; nothing of the
# system's own mail is touched.
#
#   postfix.sh demarrer DOSSIER IDENTITE AUTORITES RELAIS DEPOT VERS EMPREINTE
#   postfix.sh arreter DOSSIER
#
# IDENTITE: a certificate without `.pem`, beside its `.cle.pem`. AUTORITES: a PEM of those to trust. RELAIS, DEPOT: ports where other operators, and
# the users of this one (in clear, from this machine), speak to it. VERS: address of the relay of the bench. EMPREINTE: SHA-256 of the certificate of the
# operator of the bench, the only one that may speak.
set -euo pipefail

# What the master process needs beside the two listeners: Debian's own list, without chroot.
services() {
  local relais=$1 depot=$2
  cat <<FIN
127.0.0.1:$relais inet n - n - - smtpd
127.0.0.1:$depot  inet n - n - - smtpd
  -o smtpd_tls_security_level=none
  -o smtpd_client_restrictions=permit_mynetworks,reject
  -o smtpd_relay_restrictions=permit_mynetworks,reject
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
FIN
}

reglages() {
  local dossier=$1 vers=$2
  cat <<FIN
compatibility_level = 3.6
queue_directory = $dossier/file
data_directory = $dossier/donnees
maillog_file = $dossier/journal.log
maillog_file_prefixes = $dossier
myhostname = smtp.op-autre.mssante.fr
mydomain = op-autre.mssante.fr
myorigin = op-autre.mssante.fr
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
notify_classes =
queue_run_delay = 2s
minimal_backoff_time = 2s
message_size_limit = 40000000
virtual_mailbox_domains = op-autre.mssante.fr
virtual_mailbox_base = $dossier/boites
virtual_mailbox_maps = inline:{ docteur@op-autre.mssante.fr=docteur/ }
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_mailbox_limit = 0
# Who calls shows a certificate, and is the operator of the bench.
smtpd_tls_security_level = encrypt
smtpd_tls_ask_ccert = yes
smtpd_tls_req_ccert = yes
smtpd_tls_chain_files = $dossier/identite.pem
smtpd_tls_CAfile = $dossier/autorites.pem
smtpd_tls_fingerprint_digest = sha256
smtpd_client_restrictions = check_ccert_access texthash:$dossier/operateurs, reject
smtpd_relay_restrictions = reject_unauth_destination
# Who is called is the one whose name the list gives, and sees our certificate.
transport_maps = inline:{ test.mssante.fr=smtp:[${vers%:*}]:${vers##*:} }
smtp_tls_policy_maps = inline:{ { [${vers%:*}]:${vers##*:} = verify match=smtp.test.mssante.fr } }
smtp_tls_security_level = encrypt
smtp_tls_chain_files = $dossier/identite.pem
smtp_tls_CAfile = $dossier/autorites.pem
FIN
}

demarrer() {
  local dossier=$1 identite=$2 autorites=$3 relais=$4 depot=$5 vers=$6 empreinte=$7
  mkdir -p "$dossier"/{conf,file,donnees,boites}
  # Its processes are not root's.
  chmod 755 "$dossier" "$dossier"/conf "$dossier"/file
  chown postfix "$dossier"/donnees
  chown 65534:65534 "$dossier"/boites
  (umask 077 && cat "$identite.cle.pem" "$identite.pem" >"$dossier/identite.pem")
  cp "$autorites" "$dossier/autorites.pem"
  # Colons between bytes, as Postfix writes a fingerprint.
  printf '%s OK\n' "$(sed 's/../&:/g; s/:$//' <<<"${empreinte^^}")" >"$dossier/operateurs"
  chmod 644 "$dossier/operateurs" "$dossier/autorites.pem"
  reglages "$dossier" "$vers" >"$dossier/conf/main.cf"
  services "$relais" "$depot" >"$dossier/conf/master.cf"
  postfix -c "$dossier/conf" start
  echo prêt
}

case ${1:-} in
demarrer) shift && demarrer "$@" ;;
arreter) postfix -c "$2/conf" stop ;;
*) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2 && exit 64 ;;
esac
